"""Starting a program that dials, beside the terminal: it gets no keys, draws nothing and outlives a Ctrl-C."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Thread

from ringa.errors import DialFailed
from ringa.i18n import _

PATIENCE = 1.0  # seconds in which a program that cannot do it says so; one that rings may run as long as the call


def start(arguments: Sequence[str], environ: Mapping[str, str], patience: float = PATIENCE) -> None:
    """Start it and let it be. Raises DialFailed if it cannot be started or ends badly within `patience` seconds."""
    name = Path(arguments[0]).name
    program = _find(arguments[0], environ.get("PATH", ""))
    if program is None:
        raise DialFailed(program=name, problem=_("there is no such program on this computer"))
    silent = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603  a list of arguments, and no shell
            [program, *arguments[1:]], env=environ, stdin=silent, stdout=silent, stderr=silent, start_new_session=True
        )
    except OSError as error:
        raise DialFailed(program=name, problem=error.strerror) from error
    try:
        code = process.wait(patience)
    except subprocess.TimeoutExpired:
        Thread(target=process.wait, daemon=True).start()  # so that nothing is left of it when it ends
        return
    if code:
        raise DialFailed(program=name, problem=_("it ended with code {code}").format(code=code))


def _find(name: str, path: str) -> str | None:
    """The program of that name. A bare name is never found in the folder one stands in, which may be a campaign that
    somebody has sent: Windows looks there first."""
    found = shutil.which(name, path=path)
    bare = Path(name).name == name
    return None if found and bare and not Path(found).is_absolute() else found

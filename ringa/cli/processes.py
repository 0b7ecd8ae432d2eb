"""Other processes of this program, each of which answers one request.

The request goes to a process on its input (what is in arguments, every user of the machine can see), and what it
answers comes on its output.
"""

import gc
import json
import marshal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from itertools import cycle
from struct import Struct
from typing import IO, Any

from ringa import errors, i18n
from ringa.errors import FileProblem, RingaError
from ringa.i18n import _

_SIZE = Struct("<I")
_MARSHAL = 2  # its format without references: what is sent is read twice as fast
_PIPE = 1 << 20  # bytes on their way, where the system allows it
_START = (
    "import sys, json; r = json.loads(sys.stdin.buffer.readline()); sys.path[:] = r['modules'];"
    "from ringa.cli.processes import answer; answer(r, sys.stdout.buffer)"
)


def answers(module: str, requests: Sequence[Mapping[str, Any]], file: str) -> Iterator[Any]:
    """What processes answer, each to one of the requests, in turn: what `serve(request)` of that module yields there.

    Requests are of what JSON has, answers of what `marshal` has. Raises what befell a process; FileProblem, about
    `file`, if one ends before its time.
    """
    common = {"modules": [entry for entry in sys.path if entry], "module": module, "language": i18n.active()}
    with ExitStack() as stack:
        outputs = [stack.enter_context(_process({**request, **common})) for request in requests]
        turns = cycle(outputs)
        while outputs:
            output = next(turns)
            kind, content = marshal.loads(_exactly(output, file))  # noqa: S302  our own process
            if kind == "answer":
                yield content
                continue
            if kind == "failed":
                raise error_from(content)
            outputs.remove(output)
            turns = cycle(outputs)


def as_data(error: RingaError) -> tuple[str, dict[str, str]]:
    """An error as it can be sent."""
    return type(error).__name__, {name: str(value) for name, value in error.fields.items()}


def error_from(data: tuple[str, dict[str, str]]) -> RingaError:
    """The error that was sent."""
    found: RingaError = getattr(errors, data[0])(**data[1])
    return found


@contextmanager
def _process(request: Mapping[str, Any]) -> Iterator[IO[bytes]]:
    """What a process answers to a request."""
    process = subprocess.Popen(  # noqa: S603  our own interpreter and a constant
        [sys.executable, "-I", "-S", "-c", _START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pipesize=_PIPE,
    )
    assert process.stdin and process.stdout
    try:
        with suppress(OSError), process.stdin as line:  # it may be gone already, which its output will tell
            line.write(json.dumps(request).encode() + b"\n")
        yield process.stdout
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def _exactly(source: IO[bytes], file: str) -> bytes:
    """The next message."""
    size = source.read(_SIZE.size)
    data = source.read(_SIZE.unpack(size)[0]) if len(size) == _SIZE.size else b""
    if not data or len(data) < _SIZE.unpack(size)[0]:
        raise FileProblem(file=file, problem=_("reading it ended before its end"))
    return data


def answer(request: Mapping[str, Any], out: IO[bytes]) -> None:
    """In the other process: answer its request, then say that it is done, or what befell it."""
    gc.disable()  # nothing here goes in circles, and looking for it takes a tenth of the time
    i18n.activate(request["language"])

    def send(kind: str, content: Any) -> None:
        data = marshal.dumps((kind, content), _MARSHAL)
        out.write(_SIZE.pack(len(data)) + data)
        out.flush()

    with suppress(BrokenPipeError):  # whoever asked may be gone
        try:
            for content in import_module(request["module"]).serve(request):
                send("answer", content)
            send("done", None)
        except RingaError as error:
            send("failed", as_data(error))

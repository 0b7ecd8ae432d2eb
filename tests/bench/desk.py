"""The desk: from the key that saves a call to the next card, and many terminals on one file without pause.

Run by `__main__.py`. Each process is one terminal: a session and a desk as `ringa call` has them, its screen in a pipe.
"""

import io
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from ringa import i18n
from ringa.cli.calling import Desk
from ringa.cli.handing import Handout, Queue
from ringa.cli.session import Session
from ringa.core.call import Draft

# How often each outcome comes, out of a hundred calls.
OUTCOMES = random.Random(7).choices(
    ("no_answer", "busy", "voicemail", "not_available", "refused", "call_back"), (60, 10, 14, 6, 6, 4), k=1000
)


def shift(folder: Path, caller: str, calls: int, tick: Callable[[str], None] = lambda contact: None) -> list[float]:
    """So many calls by one caller; for each, the seconds from the key that saves it to the next card."""
    i18n.activate("en")
    session = Session()
    session.campaign_folder = folder
    session.open_campaign()
    taken = []
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        desk = Desk(session, caller, Queue(session, caller, languages=(), any_hour=True))
        found = desk.hand_out()
        for n in range(calls):
            if not isinstance(found, Handout):
                raise SystemExit(f"nobody is left for {caller}")
            tick(found.contact.id)
            outcome = OUTCOMES[n % len(OUTCOMES)]
            at = session.now().replace(year=session.now().year + 1).strftime("%Y-%m-%dT%H:%M:%SZ")
            draft = Draft(session.now_text(), outcome=outcome, call_back_at=at if outcome == "call_back" else "")
            began = time.perf_counter()
            found = desk.report(found, draft)
            taken.append(time.perf_counter() - began)
    session.close()
    return taken


def terminals(folder: Path, processes: int, calls: int) -> tuple[list[float], float, list[str]]:
    """So many terminals at once: the seconds of every call, calls a second in all, every contact handed out."""
    ready, go = os.pipe(), os.pipe()
    children = []
    for n in range(processes):
        results = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(go[1])
            os.write(ready[1], b".")
            os.read(go[0], 1)  # nothing comes; it is closed
            _terminal(folder, f"caller {n}", calls, results[1])
        os.close(results[1])
        children.append((pid, results[0]))
    os.close(go[0])
    for _child in children:
        os.read(ready[0], 1)
    os.close(go[1])
    began = time.perf_counter()
    bodies = [json.loads(_all(pipe)) for _pid, pipe in children]
    seconds = time.perf_counter() - began
    for pid, _pipe in children:
        if os.waitpid(pid, 0)[1]:
            raise SystemExit("a terminal failed")
    times = [each for body in bodies for each in body["times"]]
    return times, len(times) / seconds, [contact for body in bodies for contact in body["contacts"]]


def _terminal(folder: Path, caller: str, calls: int, results: int) -> None:
    code = 1
    try:
        contacts: list[str] = []
        times = shift(folder, caller, calls, contacts.append)
        with os.fdopen(results, "w") as file:
            json.dump({"times": times, "contacts": contacts}, file)
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def _all(pipe: int) -> bytes:
    with os.fdopen(pipe, "rb") as file:
        return file.read() or b'{"times": [], "contacts": []}'


def summary(times: Sequence[float]) -> str:
    """Median, 99th percentile and the worst, in milliseconds."""
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return f"{cuts[49] * 1000:.1f} | {cuts[98] * 1000:.1f} | {max(times) * 1000:.1f}"

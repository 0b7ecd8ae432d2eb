"""Other processes of this program: each answers one request, or all that it is asked.

What they are to do goes to them on their input (what is in arguments, every user of the machine can see), and what they
answer comes on their output.
"""

import gc
import json
import marshal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    "from ringa.cli.processes import answer; answer(r, sys.stdin.buffer, sys.stdout.buffer)"
)

Ask = Callable[[Iterable[Any]], Iterator[Any]]


def answers(module: str, requests: Sequence[Mapping[str, Any]], file: str) -> Iterator[Any]:
    """What processes answer, each to one of the requests, in turn: what `serve(request)` of that module yields there.

    Requests are of what JSON has, answers of what `marshal` has. Raises what befell a process; FileProblem, about
    `file`, if one ends before its time.
    """
    with ExitStack() as stack:
        outputs = [stack.enter_context(_process(module, request))[1] for request in requests]
        turns = cycle(outputs)
        while outputs:
            output = next(turns)
            kind, content = _answer(output, file)
            if kind == "answer":
                yield content
                continue
            outputs.remove(output)
            turns = cycle(outputs)


@contextmanager
def asked(module: str, request: Mapping[str, Any], number: int, file: str) -> Iterator[Ask]:
    """A function that has so many processes answer questions, and gives the answers in the order of the questions.

    `answering(request)` of that module is the function that answers one. While an answer is dealt with, the processes
    are at the next questions. Raises as `answers` does.
    """
    with ExitStack() as stack:
        several = [stack.enter_context(_process(module, {**request, "asked": True})) for _ in range(number)]

        def ask(questions: Iterable[Any]) -> Iterator[Any]:
            under_way: deque[IO[bytes]] = deque()
            for n, question in enumerate(questions):
                source, output = several[n % number]
                ready = [_answer(under_way.popleft(), file)[1]] if n >= number else []
                with suppress(BrokenPipeError):  # it is gone, which its output will tell
                    _send(source, question)
                under_way.append(output)
                yield from ready
            for output in under_way:
                yield _answer(output, file)[1]

        yield ask


def as_data(error: RingaError) -> tuple[str, dict[str, str]]:
    """An error as it can be sent."""
    return type(error).__name__, {name: str(value) for name, value in error.fields.items()}


def error_from(data: tuple[str, dict[str, str]]) -> RingaError:
    """The error that was sent."""
    found: RingaError = getattr(errors, data[0])(**data[1])
    return found


@contextmanager
def _process(module: str, request: Mapping[str, Any]) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The input and the output of a process that has been sent a request."""
    common = {"modules": [entry for entry in sys.path if entry], "module": module, "language": i18n.active()}
    process = subprocess.Popen(  # noqa: S603  our own interpreter and a constant
        [sys.executable, "-I", "-S", "-c", _START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pipesize=_PIPE,
    )
    assert process.stdin and process.stdout
    try:
        with suppress(OSError):  # it may be gone already, which its output will tell
            process.stdin.write(json.dumps({**request, **common}).encode() + b"\n")
            process.stdin.flush()
        yield process.stdin, process.stdout
    finally:
        process.kill()
        with suppress(OSError):
            process.stdin.close()
        process.stdout.close()
        process.wait()


def _send(out: IO[bytes], content: Any) -> None:
    data = marshal.dumps(content, _MARSHAL)
    out.write(_SIZE.pack(len(data)) + data)
    out.flush()


def _answer(output: IO[bytes], file: str) -> tuple[str, Any]:
    """The next answer of a process, or that it is done. Raises what has befallen it."""
    kind, content = marshal.loads(_exactly(output, file))  # noqa: S302  our own process
    if kind == "failed":
        raise error_from(content)
    return kind, content


def _exactly(source: IO[bytes], file: str) -> bytes:
    """The next message."""
    size = source.read(_SIZE.size)
    data = source.read(_SIZE.unpack(size)[0]) if len(size) == _SIZE.size else b""
    if not data or len(data) < _SIZE.unpack(size)[0]:
        raise FileProblem(file=file, problem=_("a process at work on it ended before its end"))
    return data


def answer(request: Mapping[str, Any], source: IO[bytes], out: IO[bytes]) -> None:
    """In the other process: answer its request, and what it is asked; then say that it is done, or what befell it."""
    gc.disable()  # nothing here goes in circles, and looking for it takes a tenth of the time
    i18n.activate(request["language"])
    with suppress(BrokenPipeError):  # whoever asked may be gone
        try:
            module = import_module(request["module"])
            asked = "asked" in request
            for content in map(module.answering(request), _questions(source)) if asked else module.serve(request):
                _send(out, ("answer", content))
            _send(out, ("done", None))
        except RingaError as error:
            _send(out, ("failed", as_data(error)))


def _questions(source: IO[bytes]) -> Iterator[Any]:
    """What the process is asked, until nobody asks any more."""
    while len(size := source.read(_SIZE.size)) == _SIZE.size:
        length = _SIZE.unpack(size)[0]
        if len(data := source.read(length)) < length:
            return
        yield marshal.loads(data)  # noqa: S302  our own process

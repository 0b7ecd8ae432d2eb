"""Programs that stand in for a softphone: real scripts, in a folder that is all there is on PATH."""

from pathlib import Path


def a_program(folder: Path, name: str, body: str = 'printf "%s\\n" "$@" > "$0.told"') -> Path:
    """A shell script of that name; it writes its arguments, a line each, to NAME.told."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def told(program: Path) -> list[str]:
    """The arguments that a program was started with; none if it was not."""
    file = program.with_name(program.name + ".told")
    return file.read_text().splitlines() if file.exists() else []

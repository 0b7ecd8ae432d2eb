"""What is wrong in a file that an author wrote: where, what, and what to do."""

from typing import NamedTuple


class Problem(NamedTuple):
    """One mistake. `line` and `column` count from 1; 0 is "the file as a whole". A warning does not stop anything."""

    file: str
    line: int
    column: int
    problem: str
    advice: str = ""
    warning: bool = False

    @property
    def where(self) -> str:
        """The place as compilers write it: `file:line:column`."""
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])

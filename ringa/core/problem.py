"""What is wrong in a file that an author wrote: where, what, and what to do."""

from typing import NamedTuple


class Problem(NamedTuple):
    """One mistake. `line` and `column` count from 1; 0 is "the file as a whole".

    A warning does not stop anything; a warning that is a `note` is only good to know.
    """

    file: str
    line: int
    column: int
    problem: str
    advice: str = ""
    warning: bool = False
    note: bool = False

    @property
    def level(self) -> str:
        """`error`, `warning` or `note`."""
        return "note" if self.note else "warning" if self.warning else "error"

    @property
    def where(self) -> str:
        """The place as compilers write it: `file:line:column`."""
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])

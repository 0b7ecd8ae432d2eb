"""The formula guard: free text in a CSV must not become a formula in a spreadsheet (OWASP, "CSV Injection").

Bijective: the writer puts one `'` before a cell that looks like a formula, or like a guarded one; the reader
takes exactly one off.
"""

import re

_FORMULA = re.compile("'*\\s*[=+\\-@|%\t\r\n\x00＝＋－＠]")
_GUARDED = re.compile("''*\\s*[=+\\-@|%\t\r\n\x00＝＋－＠]")


def guard(cell: str) -> str:
    """The cell as it stands in a CSV."""
    return "'" + cell if cell and _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """The cell as it was."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell

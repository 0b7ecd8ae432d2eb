"""All that can go wrong for a user: each with a stable code, two lines of text and an exit code.

An error is raised with fields and meets the terminal in one place, `ringa.cli.problems`. Whichever module it is in, all
the program has it from here, by its name, under which it goes from one process to another too.
"""

# ruff: noqa: F403  reason: the names of all six modules, which a list here would only repeat; mypy sees each of them

from ringa.errors.calls import *
from ringa.errors.error import *
from ringa.errors.files import *
from ringa.errors.lists import *
from ringa.errors.surveys import *
from ringa.errors.transfer import *

"""Merging what others have reported: in any order the same campaign, and whatever is odd is set aside and named."""

import io
import stat
import zipfile
from collections.abc import Callable, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from ringa.core.events import ERASED, FORGET, RESOLVE, Event
from ringa.store import db
from tests.build import (
    a_device,
    a_forget,
    a_lift,
    a_opt_out if False else an_opt_out,
)

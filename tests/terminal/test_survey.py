"""`ringa survey import` in a real terminal: the plan is shown, and surveys.yaml changes after a yes."""

import os
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.cli.ready import an_office
from tests.formats.xlsform.surveys import form


@pytest.mark.parametrize(("key", "code", "added"), [("y", 0, True), ("n", 3, False)])
def test_a_survey_is_added_after_a_yes(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, key: str, code: int, added: bool
) -> None:
    office = an_office(tmp_path, tmp_path_factory)
    form(office.folder / "form.xlsx", [["type", "name", "label"], ["text", "why", "Why?"]], (), [["form_id"], ["new"]])
    env = {**os.environ, "TERM": "xterm-256color", "RINGA_LANG": "en"}
    child: Any = pexpect.spawn(
        sys.executable, ["-m", "ringa", "survey", "import", "form.xlsx"], cwd=str(office.folder), env=env,
        encoding="utf-8", timeout=60,
    )  # fmt: skip
    child.expect_exact("form.xlsx: 1 of 1 question taken.")
    child.expect_exact("Add it to surveys.yaml? (y/n)")
    child.send(key)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == code
    assert ("id: new" in (office.folder / "surveys.yaml").read_text(encoding="utf-8")) is added

"""Programs that dial, started beside the terminal."""

import os
from pathlib import Path

import pytest

from ringa.dial import program
from ringa.errors import DialFailed
from tests.dial.programs import a_program, told


def failure(*arguments: str, path: str | Path) -> str:
    """What is said of a program that did not dial."""
    with pytest.raises(DialFailed) as failed:
        program.start(arguments, {"PATH": str(path)})
    return failed.value.message


def test_a_program_is_told_its_arguments_as_they_are(tmp_path: Path) -> None:
    phone = a_program(tmp_path / "bin", "phone")
    program.start(["phone", "+46701740605", "; touch x", "$HOME", "`id`"], {"PATH": str(phone.parent)})
    assert told(phone) == ["+46701740605", "; touch x", "$HOME", "`id`"]


def test_a_program_that_there_is_not_is_told_in_plain_words(tmp_path: Path) -> None:
    said = failure("linphone", "+46701740605", path=tmp_path)
    assert said == "linphone did not dial: there is no such program on this computer."


def test_a_program_that_fails_is_told_with_its_code(tmp_path: Path) -> None:
    phone = a_program(tmp_path, "phone", "echo noise; echo noise >&2; exit 3")
    assert failure(str(phone), path="") == "phone did not dial: it ended with code 3."


def test_a_program_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    phone = a_program(tmp_path, "phone")
    phone.write_text("#!/no/such/shell\n")
    assert failure("phone", path=tmp_path) == "phone did not dial: No such file or directory."


def test_a_program_in_the_campaigns_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = a_program(tmp_path, "xdg-open")
    monkeypatch.chdir(tmp_path)
    for path in (".", "", os.pathsep, f"{os.pathsep}."):
        assert "no such program" in failure("xdg-open", "tel:+46701740605", path=path)
    assert told(planted) == []


def test_a_program_that_rings_on_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "end")
    phone = a_program(tmp_path, "phone", f'read end < "{tmp_path}/end"\necho done > "$0.told"\necho > "{tmp_path}/end"')
    program.start([str(phone)], {"PATH": "/usr/bin:/bin"}, patience=0)
    assert told(phone) == []
    (tmp_path / "end").write_text("hang up\n")
    (tmp_path / "end").read_text()
    assert told(phone) == ["done"]


def test_a_program_gets_no_keys_and_cannot_write_on_the_screen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    phone = a_program(tmp_path, "phone", "echo noise; echo noise >&2; cat > /dev/null")
    program.start([str(phone)], {"PATH": "/usr/bin:/bin"})
    assert capfd.readouterr() == ("", "")

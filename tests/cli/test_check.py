"""`ringa check`: what a real campaign has left of the example. What else it finds is tested where it belongs."""

from pathlib import Path

from tests.conftest import Laptop

UNION = "Facket Exempel"


def test_the_name_of_the_examples_union_is_shown_until_it_is_replaced(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path)
    said = laptop.run("init", "val", "--id", "val-2026")
    assert f"where “{UNION}” stands" in said.err
    laptop.folder = laptop.folder / "val"
    (found,) = laptop.ok("check", "--json")["findings"]
    surveys = Path(laptop.folder / "surveys.yaml")
    lines = surveys.read_text(encoding="utf-8").splitlines()
    assert found["level"] == "warning" and "7 places" in found["message"]
    assert lines[found["line"] - 1][found["column"] - 1 :] == UNION
    text = surveys.read_text(encoding="utf-8").replace(UNION, "Förbundet Ek").replace("Facket\n        Exempel", "Vi")
    surveys.write_text(text, encoding="utf-8")
    assert laptop.ok("check", "--json")["findings"] == []


def test_the_example_itself_may_bear_its_name(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path)
    laptop.ok("init", "val", "--json")
    laptop.folder = laptop.folder / "val"
    assert laptop.ok("check", "--json")["findings"] == []

"""A survey's normal form as a person would write it in surveys.yaml, and added to such a file."""

from collections.abc import Mapping
from typing import Any

from ringa.formats import surveys_yaml
from ringa.i18n import _

# The order in which a person reads them; what is not named comes as it stands.
_ORDER = (
    "id", "title", "languages", "type", "code", "text", "required", "ask", "hint", "when", "other", "exclusive",
    "min", "max", "decimals", "unit", "max_length", "labels", "shuffle", "default", "choices", "questions",
)  # fmt: skip


class NotAdded(Exception):
    """A survey that cannot be added to a file; its text says why, in the active language."""


def write(survey: Mapping[str, Any], indent: int = 0) -> str:
    """One item of the list `surveys:`, each line indented by so many spaces. It is read back as it was."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Texts over several lines as such, lists in conditions on one line, no anchors."""

        def ignore_aliases(self, _data: Any) -> bool:
            return True

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

    Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar(*_scalar(text)))
    Dumper.add_representer(_List, lambda dumper, items: dumper.represent_sequence(_LIST, items, flow_style=True))
    Dumper.add_representer(_Map, lambda dumper, items: dumper.represent_mapping(_MAP, items, flow_style=True))
    text = yaml.dump([_readable(survey)], Dumper=Dumper, sort_keys=False, allow_unicode=True, width=1_000_000)
    margin = " " * indent
    return "".join(margin + line if line.strip() else line for line in text.splitlines(keepends=True))


_MAP, _LIST, _TEXT = (f"tag:yaml.org,2002:{kind}" for kind in ("map", "seq", "str"))


class _List(list[str]):
    """Written on one line."""


class _Map(dict[str, Any]):
    """Written on one line."""


def _scalar(text: str) -> tuple[str, str, str | None]:
    return _TEXT, text, "|" if "\n" in text else None


def _readable(survey: Mapping[str, Any]) -> dict[str, Any]:
    return _in_order({**survey, "questions": [_question(question) for question in survey["questions"]]})


def _question(question: Mapping[str, Any]) -> dict[str, Any]:
    body = dict(question)
    if body["type"] == "multiple" and "default" in body:
        body["default"] = _List(body["default"].split("|"))
    if "labels" in body:
        body["labels"] = {int(point): text for point, text in sorted(body["labels"].items(), key=lambda i: int(i[0]))}
    if "choices" in body:
        body["choices"] = [_in_order(_with_when(choice)) for choice in body["choices"]]
    return _in_order(_with_when(body))


def _in_order(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in sorted(body, key=_ORDER.index)}


def _with_when(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**body, "when": _when(body["when"])} if "when" in body else body


def _when(when: Mapping[str, Any]) -> dict[str, Any]:
    """The condition with its lists of codes and its limits on one line each."""
    found: dict[str, Any] = {}
    for name, rule in when.items():
        if name == "any":
            found[name] = [_when(part) for part in rule]
        elif name == "not":
            found[name] = _when(rule)
        else:
            found[name] = _List(rule) if isinstance(rule, list) else _Map(rule)
    return found


# Added to a file


def add(text: str, survey: Mapping[str, Any], file: str) -> str:
    """The text of a surveys.yaml with one survey more, everything else byte for byte as it was. Raises NotAdded."""
    before, problems = surveys_yaml.read(text, file)
    if any(not problem.warning for problem in problems):
        raise NotAdded(_("the file has mistakes; `ringa check` shows them"))
    place = _end_of_surveys(text)
    if place is None:
        raise NotAdded(_("the list under `surveys:` is not written one item a line"))
    line, indent = place
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    head = "".join(lines[:line])
    head += "" if head.endswith(("\n", "\r")) else end
    new = head + end + write(survey, indent).replace("\n", end) + "".join(lines[line:])
    after, problems = surveys_yaml.read(new, file)
    wrong = next((problem for problem in problems if not problem.warning), None)
    if wrong:
        raise NotAdded(f"{wrong.where}: {wrong.problem}")
    before["surveys"].append(survey)
    if any(before[part] != after[part] for part in ("campaign", "outcomes", "surveys")):
        raise NotAdded(_("what stands there would be read in another way"))
    return new


def _end_of_surveys(text: str) -> tuple[int, int] | None:
    """The line, from 0, before which a further item of the list `surveys:` can stand, and its indentation."""
    import yaml

    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    node = next(value for key, value in root.value if key.value == "surveys")
    if node.flow_style:
        return None
    indent: int = node.start_mark.column
    lines = text.splitlines()
    line: int = min(node.end_mark.line, len(lines)) if node.end_mark.column == 0 else len(lines)
    while line and _is_after(lines[line - 1], indent):
        line -= 1
    return line, indent


def _is_after(line: str, indent: int) -> bool:
    """Whether a line belongs to what comes after the list: blank, or a comment that is not within an item."""
    return not line.strip() or (line.lstrip().startswith("#") and len(line) - len(line.lstrip()) <= indent)

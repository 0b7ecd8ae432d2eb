"""surveys.yaml: campaign, outcomes and surveys, checked whole and brought into their normal form.

The normal form is what `core.campaign.from_document` takes and what survey versions are a hash of: plain
dictionaries with only the keys that were given, every text NFC.
"""

from typing import Any

from ringa.core.problem import Problem
from ringa.formats.campaign_yaml import CampaignReader
from ringa.formats.survey_yaml import SurveyReader
from ringa.formats.yaml_nodes import Node
from ringa.i18n import _


def read(text: str, file: str) -> tuple[dict[str, Any], list[Problem]]:
    """The normal form `{"campaign", "outcomes", "surveys", "places"}` and every problem, in the file's order.

    Whole only if no problem is an error; `"lost"` are then words of what could not be read, names among them.
    `places` has line and column of `survey` and `survey/question`.
    """
    reader = _SurveysReader(file)
    root = reader.compose(text)
    document = reader.document(root) if root is not None else {}
    if reader.unread:
        document["lost"] = sorted(reader.lost)
    return document, sorted(reader.problems, key=lambda problem: (problem.line, problem.column))


class _SurveysReader(CampaignReader, SurveyReader):
    def document(self, root: Node) -> dict[str, Any]:
        entries = self.mapping(root, ("campaign", "outcomes", "surveys"), _("the file"))
        self.required(root, entries, ("campaign", "surveys"), _("the file"))
        document: dict[str, Any] = {"campaign": {}, "outcomes": {}, "surveys": []}
        if "campaign" in entries:
            document["campaign"] = self.campaign(entries["campaign"][1])
        if "outcomes" in entries:
            document["outcomes"] = self.outcomes(entries["outcomes"][1])
        if "surveys" in entries:
            document["surveys"] = self.surveys(entries["surveys"][1])
        return {**document, "places": self.places}

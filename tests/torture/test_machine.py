"""The state machine in small, and that it notices what is planted."""

import pytest
from hypothesis import settings

from ringa.cli import recording
from ringa.store import arrivals, contacts
from tests.torture.campaigns import Broken
from tests.torture.machine import Campaigns
from tests.torture.mutants import Mutant

TestCampaigns = Campaigns.TestCase
TestCampaigns.settings = settings(max_examples=6, stateful_step_count=15, deadline=None)


def some_steps() -> None:
    """A few that would have to be right in any case."""
    machine = Campaigns()
    machine.begin()
    try:
        machine.record(0, 1, "busy")
        machine.merge_export(1, 0)
        machine.forget(1, 1)
        machine.merge_old_copy(1, age=0)
        machine.record(1, 1, "busy")
        machine.record(2, 1, "do_not_call")
        machine.record(2, 2, "do_not_call")
        machine.merge_export(1, 2)
        machine.import_again(1)
    finally:
        machine.teardown()


@pytest.mark.parametrize(
    "mutant",
    [
        Mutant(arrivals, "_CONCERNED", "f.contact = s.contact", "0"),
        Mutant(contacts, "_keep", 'state.reason == "forgotten"', "False"),
        Mutant(recording, "append", 'contact.state.reason == "forgotten"', "False"),
    ],
    ids=["a forgotten person comes back", "a name stays", "who is forgotten is written about"],
)
def test_a_planted_fault_is_noticed(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    some_steps()
    mutant.plant(monkeypatch)
    with pytest.raises(Broken):
        some_steps()

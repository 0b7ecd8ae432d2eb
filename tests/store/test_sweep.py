"""A sweep over many contacts leaves each as folding it by itself does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ringa.core.events import Event
from ringa.core.merge import plan
from ringa.store import contacts, log, sweep
from ringa.store import settings as facts
from ringa.store.db import Db, open_campaign
from tests.build import (
    KEY,
    a_device,
    a_forget,
    a_lift,
    a_member,
    a_phone,
    a_report,
    a_resolve,
    a_rules,
    an_opt_out,
    an_undo,
    moment,
)

OUTCOMES = ["busy", "conversation", "do_not_call", "wrong_number", "deceased", "skipped", "language", "refused"]
PEOPLE = st.sampled_from(["m1", "m2", "m3", "m4"])
REPORTS = st.builds(
    lambda outcome, seq, device, contact, told: a_report(
        outcome, seq, device=a_device(device), contact=contact, number_index="1", to_coordinator=told
    ),
    st.sampled_from(OUTCOMES), st.integers(1, 5), st.integers(0, 2), PEOPLE, st.sampled_from(["", "x"]),
)  # fmt: skip
NAMED = a_report("do_not_call", 1, contact="m1")
OTHERS = st.sampled_from([
    an_undo(NAMED, 6, contact="m1"), a_lift(NAMED, 7), a_resolve(NAMED, 8), a_forget(9, contact="m2"),
    an_opt_out(10, contact="m3"), a_resolve(NAMED, 11, note=NAMED.check),
])  # fmt: skip


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Db]:
    db = open_campaign(tmp_path)
    yield db
    db.close()


def stated(db: Db, how: str, events: list[Event]) -> list[tuple[object, ...]]:
    """The contacts as they are after these events, and the opt-out list; nothing of it stays."""
    found: list[tuple[object, ...]] = []
    with db.trial():
        facts.put(db, "key", KEY.hex())
        for n in range(1, 4):
            values = contacts.member_values(a_member(f"m{n}", phones=(a_phone(n=5 + n // 2),)))
            columns = ", ".join(values)
            db.write(
                f"INSERT INTO contacts ({columns}, list) VALUES ({', '.join('?' * len(values))}, 'x')",
                [*values.values()],
            )
            id = db.row("SELECT id FROM contacts WHERE contact = ?", (f"m{n}",))[0]
            db.write("INSERT INTO numbers VALUES (?, ?)", (int(a_phone(n=5 + n // 2).number), id))
        db.write(
            "INSERT INTO leases (contact, caller, taken_at, until) VALUES ('m1', 'Kim', ?, ?)",
            (moment(), moment(days=9)),
        )
        touched = log.apply(db, plan(events, {}, ()), moment()) | {"m1", "m2", "m3"}
        if how == "sweep":
            sweep.refold(db, touched, a_rules())
        else:
            for contact in sorted(touched):
                contacts.refold(db, contact, a_rules())
        found += db.rows("SELECT * FROM contacts ORDER BY contact")
        found += db.rows("SELECT * FROM leases")
        found += db.rows("SELECT * FROM opt_outs ORDER BY mark, origin")
    return [tuple(row[1:]) if len(row) > 9 else tuple(row) for row in found]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(REPORTS | REPORTS | REPORTS | OTHERS, max_size=9))
def test_a_sweep_gives_what_folding_one_by_one_gives(db: Db, events: list[Event]) -> None:
    assert stated(db, "sweep", events) == stated(db, "alone", events)

"""Invented campaigns: what was promised is kept, and where it is not, it is noticed."""

import pytest

from ringa.core import fold, merge
from ringa.store import arrivals, contacts, counting, db, log
from tests.torture import campaigns
from tests.torture.mutants import Mutant

SEEDS = range(16)
ENOUGH = range(100)  # a planted fault must be noticed in one of these


def test_whatever_volunteers_send_every_campaign_stands_where_it_must_and_all_are_equal() -> None:
    assert campaigns.run(SEEDS).failures == {}


def test_forty_volunteers_merged_in_ten_orders_on_ten_campaigns_give_one_export_to_the_byte() -> None:
    campaigns.play_in_ten_orders(6)


FAULTS: dict[str, list[Mutant]] = {
    "an objection holds only as long as it is the last that was said": [
        Mutant(fold, "_sticky_facts", "sorted((e for e in facts if e.id not in lifted), key=_place)",
               "[e for e in facts if e.id not in lifted and (not objects(e) or e.at >= max("
               "o.at for o in own if o.kind in (REPORT, OPT_OUT)))]"),
        Mutant(contacts, "refold", "objections(events, contact)", "(set(), set())"),
    ],
    "rows are counted, and not events": [
        Mutant(counting, "reports", "row[0] not in beaten and row[1] not in undone", "row[1]"),
    ],
    "the clock of the machine that receives decides": [
        Mutant(log, "_SELECT", 'e."at"', 'e.received_at AS "at"'),
        Mutant(log, "_COLUMNS", 'e."at"', 'e.received_at AS "at"'),
    ],
    "what came first decides": [Mutant(fold, "_place", "event.at, event.device, event.seq, event.check", "()")],
    "erased does not win over content": [Mutant(log, "apply", "event in erase:", "event in ():")],
    "an undo can be undone": [
        Mutant(fold, "_facts", "e.kind == UNDO and", "e.kind == UNDO and e.id not in {u.replaces for u in counted} and")
    ],
    "an undo reaches other devices": [
        Mutant(fold, "_facts", ' and e.replaces.startswith(e.device + "-")', ""),
    ],
    "a conflict is counted twice": [
        Mutant(fold, "_one_content_each", "contents: ", "return sorted(events, key=_place)\n    contents: "),
    ],
    "of a conflict, what came first counts": [Mutant(fold, "choice", "min(by_check)", "next(iter(by_check))")],
    "a settled conflict goes on as before": [Mutant(fold, "choice", "named[-1] if named else ", "")],
    "a forgotten person comes back with an old log": [Mutant(arrivals, "_CONCERNED", "f.contact = s.contact", "0")],
    "a file is taken by half": [
        Mutant(arrivals.Arrivals, "add", "s.id BETWEEN ? AND ?", "s.id % 2 AND s.id BETWEEN ? AND ?"),
    ],
    "what was merged when the power failed is kept by half": [
        Mutant(db.Db, "tx", 'execute("ROLLBACK")', 'execute("COMMIT")')
    ],
    "the mac is not verified": [Mutant(merge.Trust, "doubt", "keyed(signed, key) == row.mac", "True")],
    "nobody has to vouch for a row": [Mutant(merge.Trust, "doubt", "not self.packed or", "True or")],
    "an old copy of a log takes the place of the newer one": [
        Mutant(arrivals.Arrivals, "add", "last = log.last_id(db)",
               'last = log.last_id(db); db.write("DROP TRIGGER IF EXISTS events_are_kept"); db.write('
               'f"DELETE FROM events WHERE device IN (SELECT s.device FROM {rows})", span)'),
    ],
    "the closing row of an old copy takes the place of the newer one": [
        Mutant(log, "put_ends", "max(seq, excluded.seq)", "excluded.seq"),
    ],
    "a lift takes away every objection": [
        Mutant(fold, "_sticky_facts", "e.id not in lifted", "not lifted"),
        Mutant(contacts, "refold", "objections(events, contact)", "(set(), set())"),
    ],
    "an undo takes an objection away": [
        Mutant(fold, "_sticky_facts", "event.kind == LIFT", "event.kind in (LIFT, UNDO)"),
        Mutant(contacts, "refold", "objections(events, contact)", "(set(), set())"),
    ],
    "of two contents, facts count from one": [Mutant(fold, "_facts", "_sticky_facts(own, known)",
                                                     "_sticky_facts([e for e in counted if e in own], known)")],
    "who else stood under an erased id is not folded anew": [
        Mutant(log, "apply", "_touched_by(db, event.id)", "set()")
    ],
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_noticed(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    campaigns.an_office()
    for mutant in FAULTS[fault]:
        mutant.plant(monkeypatch)
    for seed in ENOUGH:
        try:
            campaigns.play(seed)
        except campaigns.Broken:
            return
    raise AssertionError("nobody has noticed")

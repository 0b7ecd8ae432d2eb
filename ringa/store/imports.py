"""Imports applied and undone: each a batch in the journal, whole or not at all, inside one transaction."""

import json
from typing import Any

from ringa.core.entry import ENTRY
from ringa.core.fold import Rules
from ringa.core.intake import ImportPlan
from ringa.core.people import Member, phones_from
from ringa.store import contacts, journal
from ringa.store.db import Db
from ringa.store.incoming import Incoming

_COLUMNS = ", ".join((*ENTRY, "batch", "state", "reason", "queue"))


def apply(db: Db, incoming: Incoming, plan: ImportPlan, rules: Rules) -> None:
    """Carry out an import plan: all of it, in the transaction that is open."""
    if plan.added or plan.updated or plan.gone:
        _forget_earlier(db, plan.list_name)
    _add(db, incoming, plan, rules)
    _change(db, incoming.number, plan.list_name, rules)
    db.write("UPDATE contacts SET source = s.source FROM stage.same s WHERE contacts.id = s.id")
    gone = list(db.rows("SELECT contact FROM stage.gone"))
    db.write("UPDATE contacts SET gone = ? WHERE id IN (SELECT id FROM stage.gone)", (incoming.number,))
    for (contact,) in gone:
        contacts.refold(db, contact, rules)


def _forget_earlier(db: Db, list_name: str) -> None:
    """Only the newest import of a list can be undone: how people were before older ones is not kept."""
    earlier = [entry["batch"] for entry in journal.entries(db, "import") if entry["list"] == list_name]
    db.write_many("DELETE FROM before_import WHERE batch = ?", ((batch,) for batch in earlier))


def _add(db: Db, incoming: Incoming, plan: ImportPlan, rules: Rules) -> None:
    if incoming.fresh:
        return  # they went in directly
    sql = "SELECT s.id, c.id, c.contact FROM stage.contacts s JOIN main.contacts c ON c.contact = s.contact"
    brought = list(db.rows(sql))  # results have brought these ids before the list did
    for staged, id, _contact in brought:
        row = db.row(f"SELECT {', '.join(ENTRY)} FROM stage.contacts WHERE id = ?", (staged,))
        values = dict(zip(ENTRY, row, strict=True))
        _write(db, id, values, plan.list_name)
        db.write("UPDATE contacts SET batch = ? WHERE id = ?", (incoming.number, id))
        db.write("DELETE FROM stage.contacts WHERE id = ?", (staged,))
    offset = db.row("SELECT coalesce(max(id), 0) FROM contacts")[0]
    db.write(
        f"INSERT INTO contacts (id, list, {_COLUMNS}) SELECT id + ?, ?, {_COLUMNS} FROM stage.contacts ORDER BY id",
        (offset, plan.list_name),
    )
    db.write(
        """INSERT INTO main.numbers SELECT n.number, n.contact + ? FROM stage.numbers n
        JOIN stage.contacts s ON s.id = n.contact ORDER BY 1, 2""",
        (offset,),
    )
    for _staged, _id, contact in brought:
        contacts.refold(db, contact, rules)  # who has objected blocks those who are new and share the number


def _change(db: Db, batch: int, list_name: str, rules: Rules) -> None:
    changed = """SELECT s.id, s.contact, s.gone, s.after, s.source FROM stage.changed s
        JOIN main.contacts c ON c.id = s.id WHERE c.reason <> 'forgotten' ORDER BY s.id"""  # not while it was read
    for id, contact, gone, after, source in list(db.rows(changed)):
        before = contacts.member(db, id)
        _keep_before(db, batch, id, before)
        values = json.loads(after)
        _write(db, id, {**values, "source": source}, list_name)
        phones, name = phones_from(values["phones"]), (values["first_name"], values["last_name"])
        if (
            gone
            or phones != before.phones
            or name != (before.first_name, before.last_name)  # on a fixed line, objections hold for the name
            or bool(values["protected"]) != before.protected
        ):
            contacts.refold(db, contact, rules)


def _keep_before(db: Db, batch: int, id: int, member: Member) -> None:
    db.write(
        """INSERT INTO before_import (batch, contact, list, gone, member)
        SELECT ?, contact, list, gone, ? FROM contacts WHERE id = ?""",
        (batch, json.dumps(contacts.member_values(member)), id),
    )


def _write(db: Db, id: int, values: dict[str, Any], list_name: str) -> None:
    """What a list says about somebody who is known already."""
    assigned = ", ".join(f"{name} = :{name}" for name in values if name != "contact")
    db.write(
        f"UPDATE contacts SET {assigned}, gone = 0, list = :list WHERE id = :id",
        {**values, "list": list_name, "id": id},
    )
    numbers = ((int(phone.number), id) for phone in phones_from(values["phones"]))
    db.write_many("INSERT OR IGNORE INTO numbers (number, contact) VALUES (?, ?)", numbers)


def undoable(db: Db) -> dict[int, dict[str, Any]]:
    """The imports by number, newest first: the journal's entry, with `undone` and whether it `can_be_undone`.

    That is the newest import of each list that has changed anything, and those after it, which have not.
    """
    undone = {entry["batch"] for entry in journal.entries(db, "import_undone")}
    found: dict[int, dict[str, Any]] = {}
    lists: set[str] = set()
    for entry in reversed(journal.entries(db, "import")):
        number, changed = entry["batch"], any(entry[name] for name in ("added", "updated", "gone"))
        newest = entry["list"] not in lists
        found[number] = {**entry, "undone": number in undone, "can_be_undone": newest and number not in undone}
        if changed:
            lists.add(entry["list"])
    return found


def undo(db: Db, batch: int, rules: Rules) -> dict[str, int]:
    """Put everybody back to how they were before an import, inside a transaction. How many were removed and restored.

    Who has been called since stays as an id with their results, and waits for a list that has them.
    """
    restored = _restore(db, batch, rules)
    back = [row[0] for row in db.rows("SELECT contact FROM contacts WHERE gone = ?", (batch,))]
    db.write("UPDATE contacts SET gone = 0 WHERE gone = ?", (batch,))
    # also for those whom another list has taken over since, should that be undone later
    db.write("UPDATE before_import SET gone = 0 WHERE gone = ?", (batch,))
    for contact in back:
        contacts.refold(db, contact, rules)
    removed = _remove(db, batch, rules)
    return {"removed": removed, "restored": restored + len(back)}


def _restore(db: Db, batch: int, rules: Rules) -> int:
    rows = list(db.rows("SELECT contact, list, gone, member FROM before_import WHERE batch = ?", (batch,)))
    for contact, list_name, gone, member in rows:
        (id,) = db.row("SELECT id FROM contacts WHERE contact = ?", (contact,))
        contacts.drop_numbers(db, id, contacts.member(db, id))
        _write(db, id, {**json.loads(member), "source": 0}, list_name)
        db.write("UPDATE contacts SET gone = ? WHERE id = ?", (gone, id))
        contacts.refold(db, contact, rules)
    db.write("DELETE FROM before_import WHERE batch = ?", (batch,))
    return len(rows)


def _remove(db: Db, batch: int, rules: Rules) -> int:
    """Take out the people whom an import added."""
    touched = """SELECT c.contact FROM contacts c WHERE c.batch = :batch AND (
        c.contact IN (SELECT contact FROM drafts) OR EXISTS (SELECT 1 FROM events e WHERE e.contact = c.contact))"""
    stubs = [row[0] for row in db.rows(touched, {"batch": batch})]
    removed: int = db.row("SELECT count(*) FROM contacts WHERE batch = ?", (batch,))[0]
    db.write("DELETE FROM numbers WHERE contact IN (SELECT id FROM contacts WHERE batch = ?)", (batch,))
    db.write("DELETE FROM leases WHERE contact IN (SELECT contact FROM contacts WHERE batch = ?)", (batch,))
    db.write("DELETE FROM contacts WHERE batch = ?", (batch,))
    for contact in stubs:
        contacts.refold(db, contact, rules)
    return removed

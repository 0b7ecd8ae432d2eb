"""The tables, as a row of small steps. A step is never edited once it has been released; new ones come after it.

Loaded only when there is something to migrate, since `sqlite_utils` takes longer to import than a hand-out.
"""

from typing import Any

from sqlite_utils import Database, Migrations

migrations = Migrations("ringa")


@migrations()
def m001_log(db: Database) -> None:
    """The log: rows of the exchange format as text, append-only, but for what a forgotten person leaves."""
    db.execute("""
        CREATE TABLE events (
            id INTEGER PRIMARY KEY,  -- order of arrival here
            device TEXT NOT NULL, seq INTEGER NOT NULL, "check" TEXT NOT NULL,
            event TEXT NOT NULL, campaign TEXT NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL,
            contact TEXT NOT NULL, caller TEXT NOT NULL, channel TEXT NOT NULL, outcome TEXT NOT NULL,
            number_index TEXT NOT NULL, started_at TEXT NOT NULL, ended_at TEXT NOT NULL,
            call_back_at TEXT NOT NULL, call_back_for TEXT NOT NULL,
            note TEXT NOT NULL, to_coordinator TEXT NOT NULL,
            survey TEXT NOT NULL, survey_version TEXT NOT NULL,
            extra TEXT NOT NULL,  -- answers and other columns, a JSON object
            replaces TEXT NOT NULL, packet TEXT NOT NULL, mac TEXT NOT NULL,
            received_at TEXT NOT NULL,
            UNIQUE (device, seq, "check")
        ) STRICT
    """)
    db.execute("CREATE INDEX events_of_contact ON events (contact) WHERE contact <> ''")
    db.execute("CREATE INDEX events_about_event ON events (replaces) WHERE replaces <> ''")
    db.execute("""
        CREATE TRIGGER events_stay BEFORE UPDATE ON events
        BEGIN SELECT RAISE (ABORT, 'the log is append-only'); END
    """)
    db.execute("""
        CREATE TRIGGER events_are_kept BEFORE DELETE ON events
        WHEN OLD.kind IN ('erased', 'forget') OR NOT EXISTS (
            SELECT 1 FROM events e WHERE e.device = OLD.device AND e.seq = OLD.seq AND e.kind = 'erased')
        BEGIN SELECT RAISE (ABORT, 'the log is append-only'); END
    """)
    db.execute("""
        CREATE TABLE ends (
            device TEXT NOT NULL PRIMARY KEY, campaign TEXT NOT NULL, seq INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
    """)


@migrations()
def m002_contacts(db: Database) -> None:
    """Who can be called: identity from imports, then the folded state under the names of `core.fold.State`."""
    db.execute("""
        CREATE TABLE contacts (
            id INTEGER PRIMARY KEY,
            contact TEXT NOT NULL,
            list TEXT NOT NULL DEFAULT '',
            batch INTEGER NOT NULL DEFAULT 0,  -- the import that added the contact
            gone INTEGER NOT NULL DEFAULT 0,  -- the import that did not have the contact any more
            source INTEGER NOT NULL DEFAULT 0,  -- digest of the row as it was imported: see core.entry
            first_name TEXT NOT NULL DEFAULT '', last_name TEXT NOT NULL DEFAULT '',
            phones TEXT NOT NULL DEFAULT '',
            branch TEXT NOT NULL DEFAULT '', workplace TEXT NOT NULL DEFAULT '',
            region TEXT NOT NULL DEFAULT '', municipality TEXT NOT NULL DEFAULT '',
            language TEXT NOT NULL DEFAULT '', priority INTEGER NOT NULL DEFAULT 5,
            fields TEXT NOT NULL DEFAULT '', protected INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL DEFAULT 'blocked', reason TEXT NOT NULL DEFAULT 'not_in_list',
            queue TEXT NOT NULL DEFAULT '',
            available_at TEXT NOT NULL DEFAULT '',  -- the later of due_at and the end of a lease
            due_at TEXT NOT NULL DEFAULT '', call_back_for TEXT NOT NULL DEFAULT '',
            attempts INTEGER NOT NULL DEFAULT 0, reached INTEGER NOT NULL DEFAULT 0,
            conversed INTEGER NOT NULL DEFAULT 0, surveyed INTEGER NOT NULL DEFAULT 0,
            disposition TEXT NOT NULL DEFAULT '', tried INTEGER NOT NULL DEFAULT 0,
            bad_numbers TEXT NOT NULL DEFAULT '[]', message_left INTEGER NOT NULL DEFAULT 0,
            skipped_by TEXT NOT NULL DEFAULT '', skipped_at TEXT NOT NULL DEFAULT '',
            last_outcome TEXT NOT NULL DEFAULT '', last_at TEXT NOT NULL DEFAULT '',
            last_caller TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
            follow_ups TEXT NOT NULL DEFAULT '[]'
        ) STRICT
    """)
    db.execute("CREATE UNIQUE INDEX contacts_by_name ON contacts (contact)")
    db.execute("""
        CREATE TABLE numbers (  -- whom (contacts.id) a number (E.164 without +) reaches; numbers that are gone too
            number INTEGER NOT NULL, contact INTEGER NOT NULL, PRIMARY KEY (number, contact)
        ) STRICT, WITHOUT ROWID
    """)
    # The queue, see handout.py: whoever is next is the first of an index, however many there are.
    db.execute("""
        CREATE INDEX queue_fresh ON contacts (priority, language, available_at) WHERE queue = 'anyone' AND attempts = 0
    """)
    for n, part in enumerate(("morning", "afternoon", "evening", "weekend")):  # a byte of `tried` each
        db.execute(f"""
            CREATE INDEX queue_{part} ON contacts (priority, (tried >> {8 * n} & 255), language, available_at)
            WHERE queue = 'anyone' AND attempts > 0
        """)
    db.execute("CREATE INDEX queue_promised ON contacts (call_back_for, available_at) WHERE queue = 'call_back'")
    db.execute("CREATE INDEX queue_call_back ON contacts (available_at) WHERE queue = 'call_back'")
    db.execute("CREATE INDEX queue_language ON contacts (language, available_at) WHERE queue = 'language'")
    db.execute("""
        CREATE TABLE leases (
            contact TEXT NOT NULL PRIMARY KEY, caller TEXT NOT NULL, taken_at TEXT NOT NULL, until TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("CREATE INDEX leases_of_caller ON leases (caller)")


@migrations()
def m003_imports(db: Database) -> None:
    """What outlives the people of a list: how they were before the last import, and who objected to being called."""
    db.execute("""
        CREATE TABLE before_import (  -- so that an import can be undone, until the next one of the same list
            batch INTEGER NOT NULL, contact TEXT NOT NULL, list TEXT NOT NULL, gone INTEGER NOT NULL,
            member TEXT NOT NULL, PRIMARY KEY (batch, contact)
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("""
        CREATE TABLE opt_outs (  -- keyed hashes of numbers not to be called; by the event or batch they came with
            mark BLOB NOT NULL, origin TEXT NOT NULL, PRIMARY KEY (mark, origin)
        ) STRICT, WITHOUT ROWID
    """)


@migrations()
def m004_campaign(db: Database) -> None:
    """What stays in this campaign: settings, journal, calls in progress, surveys as they were answered."""
    db.execute("CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID")
    db.execute("""
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, caller TEXT NOT NULL, body TEXT NOT NULL
        ) STRICT
    """)
    db.execute("""
        CREATE TABLE drafts (
            contact TEXT NOT NULL, caller TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (contact, caller)
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("""
        CREATE TABLE survey_versions (
            survey TEXT NOT NULL, version TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (survey, version)
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("CREATE TABLE compiled (program TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID")


@migrations()
def m005_packets(db: Database) -> None:
    """What went out and to whom, with the key that its results are signed with; and how people came in a packet."""
    db.execute("""
        CREATE TABLE packets (
            packet TEXT NOT NULL PRIMARY KEY, caller TEXT NOT NULL, made_at TEXT NOT NULL, expires TEXT NOT NULL,
            size INTEGER NOT NULL, key BLOB NOT NULL,
            sealed TEXT NOT NULL,  -- code, recipient, plain
            state TEXT NOT NULL,  -- packing, out, back, lost; mine: the one that this campaign was opened from
            body TEXT NOT NULL  -- a JSON object
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("ALTER TABLE leases ADD COLUMN packet TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE INDEX leases_of_packet ON leases (packet) WHERE packet <> ''")
    db.execute("ALTER TABLE contacts ADD COLUMN begin TEXT NOT NULL DEFAULT ''")


@migrations()
def m006_macs(db: Database) -> None:
    """A row that has come without its mac may be given it; what is erased or forgotten is found at once."""
    db.execute("DROP TRIGGER events_stay")
    columns = [column for column in db["events"].columns_dict if column != "mac"]
    db.execute(f"""
        CREATE TRIGGER events_stay BEFORE UPDATE OF {", ".join(f'"{name}"' for name in columns)} ON events
        BEGIN SELECT RAISE (ABORT, 'the log is append-only'); END
    """)
    db.execute("""
        CREATE TRIGGER macs_stay BEFORE UPDATE OF mac ON events
        WHEN NEW.mac = '' OR (OLD.mac <> '' AND OLD.mac <= NEW.mac)
        BEGIN SELECT RAISE (ABORT, 'the log is append-only'); END
    """)
    db.execute("CREATE INDEX events_erased ON events (device, seq) WHERE kind = 'erased'")
    db.execute("CREATE INDEX events_forgotten ON events (contact) WHERE kind = 'forget'")
    db.execute("CREATE INDEX events_resolved ON events (replaces) WHERE kind = 'resolve'")


@migrations()
def m007_counts(db: Database) -> None:
    """Counts that other campaigns have sent, the newest of each: see `core.aggregate.Source`."""
    db.execute("CREATE TABLE counts (source TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID")


def migrate(connection: Any) -> None:
    """Apply the steps that the file does not have yet, all in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(Database(connection, execute_plugins=False))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise

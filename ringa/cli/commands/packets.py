"""`ringa packets`: which packets are out, what has come of them, and what to do when one is lost."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from ringa.cli import ask, packing, show, unaware
from ringa.cli.options import Json
from ringa.cli.session import Session
from ringa.core.text import clean_line
from ringa.errors import InPacket, NothingToDo, UnknownPacket, UsageProblem
from ringa.i18n import N_, _, ngettext
from ringa.store import journal, packets
from ringa.store.packets import Heard, Row

EXAMPLE = "ringa packets"
HELP = N_("Which packets are out, who has them, what has come back of them, and what is missing.")

STATES = {
    "out": N_("out"),
    "expired": N_("expired: others are handed its contacts"),
    "back": N_("come back"),
    "lost": N_("lost"),
}
RESULTS = {
    "none": N_("not heard from"),
    "complete": N_("all that was sent is here"),
    "incomplete": N_("results are missing"),
}
SEALED = {
    packets.BY_CODE: N_("The file was sealed under a code of six words, which is told by telephone."),
    packets.BY_RECIPIENT: N_("The file was sealed to the volunteer's own key."),
    packets.UNSEALED: N_("The file was not sealed: whoever has it can read it."),
}
# What somebody can read in a packet that is open, beside the fields.
ALWAYS = ("numbers", "earlier_calls", "notes")
FIELDS = {
    "first_name": N_("first name"),
    "last_name": N_("last name"),
    "branch": N_("branch"),
    "workplace": N_("workplace"),
    "region": N_("region"),
    "municipality": N_("municipality"),
    "language": N_("language"),
    "numbers": N_("telephone numbers"),
    "earlier_calls": N_("earlier calls"),
    "notes": N_("notes to the next caller"),
}


def run(
    ctx: typer.Context,
    lost: Annotated[
        str | None,
        typer.Option("--lost", metavar=_("NAME"), help=_("A laptop is lost: free its contacts, and tell what was on "
                     "it. A caller or a packet (p…).")),
    ] = None,
    back: Annotated[
        str | None, typer.Option("--back", metavar=_("NAME"), help=_("A volunteer has finished: free what is left."))
    ] = None,
    json: Json = False,
) -> None:  # fmt: skip
    session: Session = ctx.obj
    if lost is not None and back is not None:
        raise UsageProblem(problem=_("One thing at a time: --lost or --back."), command="ringa packets")
    if packets.mine(session.open_db()):
        problem, advice = _("it has no packets out"), _("`ringa status` shows how far you have come.")
        raise InPacket(problem=problem, what_to_do=advice)
    session.open_campaign()  # read before any transaction begins: reading may write the cache
    with packing.alone(session):
        if lost is not None:
            _close(session, clean_line(lost), packets.LOST, json=json)
        elif back is not None:
            _close(session, clean_line(back), packets.BACK, json=json)
        else:
            _list(session, json=json)


# the list


def _list(session: Session, *, json: bool) -> None:
    db, now = session.open_db(), session.now_text()
    with db.snapshot():
        rows, heard = packets.ledger(db), packets.heard(db)
        found = [_json(row, heard.get(row.packet), packets.held(db, row.packet), now) for row in rows]
        people = packets.unaware(db)
    if json:
        show.data({"packets": found, "unaware": [each._asdict() for each in people]})
        return
    if not found:
        raise NothingToDo(problem=_("No packet has been made."), what_to_do=_("`ringa pack --for NAME` makes one."))
    for each in found:
        _tell(session, each)
    for line in unaware.lines(people):
        show.words(line)


def _json(row: Row, heard: Heard | None, held: int, now: str) -> dict[str, Any]:
    state = "expired" if row.state == packets.OUT and row.expires <= now else row.state
    missing = heard.missing if heard else {}
    return {
        "packet": row.packet,
        "caller": row.caller,
        "made_at": row.made_at,
        "expires": row.expires,
        "state": state,
        "contacts": row.size,
        "left": held if state == packets.OUT else 0,
        "results": "none" if heard is None else "incomplete" if missing else "complete",
        "calls": heard.calls if heard else 0,
        "heard_at": heard.at if heard else None,
        "missing": [{"device": device, "missing": [list(pair) for pair in gaps]} for device, gaps in missing.items()],
        "sealed": row.sealed,
        "file": row.body["file"],
    }


def _tell(session: Session, each: Mapping[str, Any]) -> None:
    zone, state, results = session.campaign.zone, each["state"], each["results"]
    since, until = show.when(each["made_at"], zone), show.when(each["expires"], zone)
    calls = ngettext("{n} call", "{n} calls", each["calls"]).format(n=each["calls"])
    parts = [
        each["caller"],
        each["packet"],
        _(STATES[state]),
        _("{since} to {until}").format(since=since, until=until),
        _("{left} of {n} left to call").format(left=each["left"], n=each["contacts"]),
        calls,
        _(RESULTS[results]),
    ]
    if each["heard_at"]:
        parts.append(_("last heard {when}").format(when=show.when(each["heard_at"], zone)))
    show.out(" · ".join(parts))
    for gap in each["missing"]:
        ranges = ", ".join(f"{a}–{b}" if a != b else str(a) for a, b in gap["missing"])
        text = _("Missing from {device} ({caller}): {missing}. Ask for a new export.")
        show.out("  " + text.format(device=gap["device"], caller=each["caller"], missing=ranges))


# back and lost


def _close(session: Session, name: str, state: str, *, json: bool) -> None:
    db = session.open_db()
    named = [row for row in packets.ledger(db) if name.casefold() in (row.caller.casefold(), row.packet)]
    rows = [row for row in named if row.state == packets.OUT]
    if named and not rows:
        raise _closed_already(session, named[-1])
    if not rows:
        raise UnknownPacket(name=name)
    _confirm(session, rows, state)
    freed = {}
    for row in rows:
        with db.tx():
            freed[row.packet] = packets.close(db, row, state, session.now_text())
            journal.note(db, session.now_text(), f"packet_{state}", session.caller, _incident(row))
    if json:
        show.data({state: [{**_incident(row), "caller": row.caller, "freed": freed[row.packet]} for row in rows]})
    for row in rows:
        n = freed[row.packet]
        text = ngettext("{n} contact goes to others.", "{n} contacts go to others.", n).format(n=n)
        show.words(f"{row.caller}, {row.packet}: {text}")
        if state == packets.LOST:
            _tell_lost(session, row)
    if state == packets.LOST:
        show.words(_(
            "A loss of members' data is reported to the data protection authority within 72 hours of when it was "
            "noticed (GDPR, article 33), unless nobody can come to harm by it. Tell whoever answers for that today."
        ))  # fmt: skip


def _closed_already(session: Session, row: Row) -> NothingToDo:
    closed = row.body.get("closed_at")
    when = show.when(closed, session.campaign.zone) if closed else ""
    problem = _("The packet of {caller} ({packet}) is not out any more: {state}.")
    state = f"{_(STATES[row.state])}, {when}" if when else _(STATES[row.state])
    return NothingToDo(
        problem=problem.format(caller=row.caller, packet=row.packet, state=state),
        what_to_do=_("`ringa packets` shows every packet."),
    )


def _confirm(session: Session, rows: list[Row], state: str) -> None:
    if not session.interactive:
        return
    n = sum(row.size for row in rows)
    question = ngettext(
        "Give the contacts of {caller}'s packet ({n} member) to others?",
        "Give the contacts of {caller}'s packet ({n} members) to others?",
        n,
    )
    if not ask.yes(question.format(caller=rows[0].caller, n=n)):
        raise typer.Exit(3)  # nothing was changed


def _incident(row: Row) -> dict[str, Any]:
    """What was in a packet: no names and no numbers."""
    return {
        "packet": row.packet,
        "contacts": row.size,
        "fields": [*row.body["fields"], *ALWAYS],
        "since": row.made_at,
        "sealed": row.sealed,
    }


def _tell_lost(session: Session, row: Row) -> None:
    fields = ", ".join(_(FIELDS[name]) if name in FIELDS else name for name in _incident(row)["fields"])
    text = ngettext(
        "It had {n} member: {fields}; since {when}.", "It had {n} members: {fields}; since {when}.", row.size
    )
    show.words(text.format(n=row.size, fields=fields, when=show.when(row.made_at, session.campaign.zone)))
    show.words(_(SEALED[row.sealed]))
    heard = packets.heard(session.open_db()).get(row.packet)
    if heard:
        text = _("It had been opened: calls made on it came here ({n}, the last {when}). What members said in them, "
                 "and in any later ones, was on it too.")  # fmt: skip
        show.words(text.format(n=heard.calls, when=show.when(heard.at, session.campaign.zone)))
    else:
        show.words(_("Nothing has come from it: calls may have been made on it that nobody here knows of."))
    show.words(_("If it had been opened, its folder could be read, unless the laptop's disk is encrypted."))

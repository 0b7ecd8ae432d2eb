"""`ringa status`: how the campaign stands."""

from datetime import tzinfo
from typing import Any

import typer

from ringa.cli import counting, show
from ringa.cli.counting import Below
from ringa.cli.options import Json
from ringa.cli.session import Session
from ringa.core import goals as core_goals
from ringa.core import look_ups
from ringa.core.aggregate import Source
from ringa.core.goals import Progress
from ringa.core.instant import later
from ringa.core.look_ups import LookUp
from ringa.core.rates import rates
from ringa.core.text import clean_line
from ringa.i18n import N_, _
from ringa.store import contacts, journal, packets
from ringa.store import waiting as counts

EXAMPLE = "ringa status --json"
HELP = N_("Show goals and progress: who is ready, waiting, handed out, blocked (and why) and done.")


def run(ctx: typer.Context, json: Json = False) -> None:
    session: Session = ctx.obj
    db, campaign, now = session.open_db(), session.campaign, session.now_text()
    totals = counts.totals(db)
    waiting = counts.waiting(db, now)
    ready, handed_out = waiting.pop("ready", 0), waiting.pop("handed_out", 0)
    blocked = counts.blocked(db)
    today = session.now().astimezone(campaign.zone).date()
    below = counting.below(session, db)
    progress = core_goals.progress(campaign.goals, contacts.conversed(db), campaign.ends, today, below.goals)
    outcome_rates = rates(counts.dispositions(db))
    told = journal.look_ups(db, later(now, -look_ups.TOLD))
    many = look_ups.many((LookUp(*each) for each in told), campaign.look_ups)
    if json:
        show.data(
            {
                "as_of": now,
                "contacts": totals["contacts"],
                "ready": ready,
                "waiting": sum(waiting.values()),
                "waiting_for": waiting,
                "handed_out": handed_out,
                "blocked": blocked,
                "done": totals["done"],
                "attempts": totals["attempts"],
                "contacts_reached": totals["contacts_reached"],
                "conversations": totals["conversations"],
                "surveys": totals["surveys"],
                "follow_ups": totals["follow_ups"],
                "goals": [_goal_json(each, below) for each in progress],
                "counts": counting.in_json(below),
                "rates": outcome_rates,
                "look_ups": [each._asdict() for each in many],
            }
        )
        return
    for goal in progress if packets.mine(db) is None else ():  # those of the whole campaign are far from a packet's
        show.out(_goal_line(goal))
    _rows(
        (
            (_("members"), totals["contacts"], ""),
            (_("ready"), ready, ""),
            (_("waiting"), sum(waiting.values()), show.reasons(waiting, show.WAITING)),
            (_("handed out"), handed_out, ""),
            (_("blocked"), sum(blocked.values()), show.reasons(blocked, show.BLOCKED)),
            (_("done"), totals["done"], ""),
        )
    )
    show.out()
    _rows(
        (
            (_("calls"), totals["attempts"], ""),
            (_("members reached"), totals["contacts_reached"], ""),
            (_("conversations"), totals["conversations"], ""),
            (_("with answers"), totals["surveys"], ""),
            (_("for the coordinator"), totals["follow_ups"], "ringa follow-ups" if totals["follow_ups"] else ""),
        )
    )
    for source in below.sent:
        show.out(_from_below(source, campaign.zone, counted=source in below.counted))
    for each in many:
        text = _("Note: {caller} looked up {n} members within an hour ({when}).")
        show.out(text.format(caller=each.caller or "?", n=each.members, when=show.when(each.at, campaign.zone)))


def _rows(rows: tuple[tuple[str, int, str], ...]) -> None:
    width = max(len(name) for name, _n, _why in rows)
    for name, number, why in rows:
        show.out(f"{name:<{width}}  {number:>7}" + (f"  ({why})" if why else ""))


def _goal_json(each: Progress, below: Below) -> dict[str, Any]:
    return {
        "name": each.goal.name,
        "goal": each.goal.conversations,
        "conversations": each.conversations,
        "from_below": below.goals.get(each.goal.name, 0),
        "needed_per_day": each.needed_per_day,
    }


def _from_below(source: Source, zone: tzinfo, *, counted: bool) -> str:
    if counted:
        text = _("From {campaign}, as of {when}: {n} conversations, in the goals above.")
    else:
        text = _("From {campaign}, as of {when}: {n} conversations; not added, since the results are here already.")
    told = counting.figures(source)["conversations"]
    return text.format(campaign=clean_line(source.campaign), when=show.when(source.as_of, zone), n=told)


def _goal_line(each: Progress) -> str:
    share = min(each.conversations / each.goal.conversations, 1)
    bar = "#" * round(share * 20)
    line = f"{each.goal.name:<20.20}  [{bar:<20}]  {each.conversations} / {each.goal.conversations}"
    if each.needed_per_day:
        line += "  " + _("{n} a day from now on").format(n=each.needed_per_day)
    return line

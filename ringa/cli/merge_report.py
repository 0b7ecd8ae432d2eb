"""What came of a merge, or would come of it: for programs and for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ringa.cli import show, unaware
from ringa.cli.session import Session
from ringa.core.survey import say
from ringa.errors import RingaError
from ringa.i18n import N_, _, ngettext
from ringa.store import compiled, contacts, log, packets
from ringa.store.arrivals import Arrivals
from ringa.store.db import Db
from ringa.store.merging import Foreseen, Tally
from ringa.store.packets import Unaware

REASONS = {
    "altered": N_("the row was altered after it was exported (its check does not hold)"),
    "no_check": N_("the row has no check"),
    "bad_quotes": N_("a quote is not closed, or stands where none may be"),
    "too_many_cells": N_("more cells than the header has columns"),
    "double_column": N_("two columns have the same name"),
    "control_sign": N_("there are control characters in it"),
    "other_format": N_("another version of the format; update ringa"),
    "other_campaign": N_("it belongs to another campaign"),
    "impossible": N_("a cell has something that this ringa does not know"),
    "wrong_key": N_("it was not made with the packet that it names (its mac does not hold)"),
    "unknown_packet": N_("this campaign has made no such packet"),
    "unsigned": N_("no packet vouches for it"),
}
_ADVICE = {
    "altered": N_("Ask the sender for the original file, as `ringa export` wrote it. The other rows are taken."),
    "no_check": N_("Ask the sender for the original file: the end of the row, or its last column, is missing."),
    "unsigned": N_(
        "Were they made in a packet, ask for the original file: its column mac is missing. Else, if you trust who sent "
        "them, merge the same files again with --accept-unsigned."
    ),
    "unknown_packet": N_(
        "Ask who sent them where the packet came from. If you trust them, merge again with --accept-unsigned."
    ),
    "wrong_key": N_("Do not take them: ask the sender for the original file, by telephone."),
}
_MANY = 10  # rows set aside that are many, if they are more than a tenth


@dataclass(slots=True)
class Reading:
    """What became of the files: read, known by their hash (with how many rows), refused."""

    files: int = 0
    known: int = 0
    known_rows: int = 0
    refused: list[tuple[str, RingaError]] = field(default_factory=list)


def alarms(waiting: Arrivals) -> list[str]:
    """What is odd about the files, in words; empty if nothing is."""
    reasons = waiting.reasons()
    found = []
    for reason in ("wrong_key", "unknown_packet"):
        if n := reasons.get(reason):
            found.append(_counted(n, reason))
    aside, rows = sum(reasons.values()), sum(each.rows for each in waiting.files)
    if aside >= _MANY and aside * 10 > rows + aside:
        text = _("{n} of {all} rows would be set aside.")
        found.append(text.format(n=aside, all=rows + aside))
    return found


def report(
    db: Db, waiting: Arrivals, reading: Reading, tally: Tally, before: Mapping[str, Any], quarantine: Path | None
) -> dict[str, Any]:
    """The JSON of a merge. `before` has the gaps that there were."""
    unknown = sorted(log.versions_used(db) - compiled.versions(db))
    reasons, after = waiting.reasons(), log.missing(db)
    aside = sum(reasons.values())
    return {
        "files": reading.files + reading.known,
        "read": tally.rows + aside + reading.known_rows,
        "added": tally.added,
        "known": tally.rows - tally.added + reading.known_rows,
        "quarantined": aside,
        "conflicts": len(log.conflicts(db)),
        "unknown_contacts": contacts.unlisted_since(db, tally.began),
        "unknown_versions": [f"{survey} {version}" for survey, version in unknown],
        "gaps": _gaps(db, after),
        "quarantine_file": str(quarantine) if quarantine else None,
        "cut_short": [each.name for each in waiting.files if each.cut_short],
        "refused": [{"file": name, "message": error.message, "hint": error.hint} for name, error in reading.refused],
        "reasons": reasons,
        "callers": waiting.callers(),
        "gaps_closed": _gaps(db, {device: gaps for device, gaps in before.items() if device not in after}),
        "files_known": reading.known,
        "carried": waiting.carried(),
        "unaware": [each._asdict() for each in packets.unaware(db)],
    }


def _gaps(db: Db, missing: Mapping[str, Sequence[tuple[int, int]]]) -> list[dict[str, Any]]:
    return [
        {"device": device, "caller": log.caller_of(db, device), "missing": [list(pair) for pair in gaps]}
        for device, gaps in missing.items()
    ]


def tell_plan(waiting: Arrivals, reading: Reading, foreseen: Foreseen) -> None:
    """What is about to be merged, before anything changes."""
    aside = sum(each.aside for each in waiting.files)
    text = ngettext(
        "In {n} new file: {added} new, {known} known, {aside} to be set aside. Conflicts: {conflicts}.",
        "In {n} new files: {added} new, {known} known, {aside} to be set aside. Conflicts: {conflicts}.",
        reading.files,
    )
    show.words(text.format(n=reading.files, aside=aside, **foreseen._asdict()))


def tell(report: Mapping[str, Any], session: Session, *, tried: bool = False) -> None:
    """A report in words; `tried` if it says what would come."""
    n = report["files"]
    if tried:
        text = ngettext(
            "{n} file would bring {added} new, {known} known.", "{n} files would bring {added} new, {known} known.", n
        )
    else:
        text = ngettext(
            "Merged {n} file: {added} new, {known} known.", "Merged {n} files: {added} new, {known} known.", n
        )
    show.words(text.format(n=n, added=report["added"], known=report["known"]))
    if report["callers"]:
        show.words(_("From {names}.").format(names=_some(report["callers"])))
    for each in report["refused"]:
        named = each["message"].startswith(each["file"])
        problem = each["message"] if named else f"{each['file']}: {each['message']}"
        show.words(_("Left out: {problem}").format(problem=problem))
        show.words("   " + each["hint"])
    for name in report["cut_short"]:
        show.words(_("{file} is cut short: ask for it again.").format(file=name))
    _tell_aside(report)
    _tell_odd(report)
    for line in unaware.lines([Unaware(**each) for each in report["unaware"]]):
        show.words(line)
    _tell_gaps(report, session)


def _some(names: Sequence[str]) -> str:
    rest = len(names) - 12
    return ", ".join(names[:12]) + (" + " + str(rest) if rest > 0 else "")


def _counted(n: int, reason: str) -> str:
    return ngettext("{n} row: {reason}", "{n} rows: {reason}", n).format(n=n, reason=_(REASONS[reason]))


def _tell_aside(report: Mapping[str, Any]) -> None:
    for reason, n in report["reasons"].items():
        show.words(_counted(n, reason))
        if reason in _ADVICE:
            show.words("   " + _(_ADVICE[reason]))
    if report["quarantine_file"]:
        n = report["quarantined"]
        text = ngettext(
            "{n} row was set aside, with the reason, in {file}.", "{n} rows were set aside, with reasons, in {file}.", n
        )
        show.words(text.format(n=n, file=report["quarantine_file"]))


def _tell_odd(report: Mapping[str, Any]) -> None:
    if report["conflicts"]:
        text = ngettext(
            "{n} result has two contents under one id; both are kept, one is counted. "
            "`ringa merge --conflicts` shows them.",
            "{n} results have two contents under one id; both are kept, one is counted. "
            "`ringa merge --conflicts` shows them.",
            report["conflicts"],
        )
        show.words(text.format(n=report["conflicts"]))
    if n := report["carried"]:
        text = ngettext(
            "{n} row is signed with a key that is not here: it is undamaged; its origin is vouched for by the file.",
            "{n} rows are signed with keys that are not here: they are undamaged; their origin is vouched for by the "
            "files they came in.",
            n,
        )
        show.words(text.format(n=n))
    if report["unknown_contacts"]:
        text = _("{n} people in these results are on no list here; they wait for an import.")
        show.words(text.format(n=report["unknown_contacts"]))
    for version in report["unknown_versions"]:
        show.words(_("Answers to a version of a survey that is not known here: {version}").format(version=version))


def _tell_gaps(report: Mapping[str, Any], session: Session) -> None:
    for gap in report["gaps_closed"]:
        show.words(_("Complete now: {device} ({caller}).").format(device=gap["device"], caller=gap["caller"] or "?"))
    for gap in report["gaps"]:
        missing = ", ".join(f"{a}–{b}" if a != b else str(a) for a, b in gap["missing"])
        text = _("Missing from {device} ({caller}): {missing}. Ask for a new export.")
        show.words(text.format(device=gap["device"], caller=gap["caller"] or "?", missing=missing))
    if report["gaps"]:
        show.words(_("A text to send:"))
        for letter in letters(report, session):
            show.words(letter)


def letters(report: Mapping[str, Any], session: Session) -> list[str]:
    """For each device with a gap, a text to send to its volunteer."""
    campaign = session.campaign
    name = say(campaign.name, [session.language])
    found = []
    for gap in report["gaps"]:
        n = sum(b - a + 1 for a, b in gap["missing"])
        text = ngettext(
            "Hello {caller}! Thank you for your calls in “{campaign}”. {n} of them has not arrived here yet. "
            "Please run “ringa export” on the same computer as before and send us the whole new file, as it is. "
            "Nothing is lost, and nothing is counted twice.",
            "Hello {caller}! Thank you for your calls in “{campaign}”. {n} of them have not arrived here yet. "
            "Please run “ringa export” on the same computer as before and send us the whole new file, as it is. "
            "Nothing is lost, and nothing is counted twice.",
            n,
        )
        found.append(text.format(caller=gap["caller"], campaign=name, n=n).replace("  ", " ").replace(" !", "!"))
    return found

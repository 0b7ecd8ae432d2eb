"""An import's plan for people and programs: counts, examples, and what looks wrong."""

from collections.abc import Sequence

from ringa.cli import show
from ringa.core import entry, intake
from ringa.core.entry import Rejected
from ringa.core.intake import ImportPlan
from ringa.i18n import N_, _

REASONS = {
    entry.NO_ID: N_("the id is missing"),
    entry.NO_PERSON: N_("this is no person: a total, a line that divides, the header once more, or an id alone"),
    entry.NO_IDENTITY: N_("neither id nor name"),
    entry.BAD_ID: N_("an id may have up to 64 characters, without spaces, commas, semicolons, quotes and bars"),
    entry.BAD_PRIORITY: N_("the priority is no whole number"),
    entry.TWO_PEOPLE: N_("two people with different names have the same id"),
    entry.PERSONAL_NUMBER: N_("this is a personal identity number, which is never kept"),
    entry.TOO_MANY_CELLS: N_("more cells than the header has columns"),
    "not_readable": N_("this is no phone number that is certain"),
    "rounded": N_("a spreadsheet has rounded the number; its last digits are lost"),
    "premium": N_("a premium-rate number is never called"),
    "bad_quotes": N_("a quote is not closed, or stands where none may be"),
    "too_long": N_("the line is too long for a row"),
}
ALARMS = {
    intake.GONE: N_("{n} of {of} people would be gone"),
    intake.OTHER_PEOPLE: N_("{n} of {of} rows are about other people than the list of this name; is it another list?"),
    intake.ABROAD: N_("{n} of {of} people have only numbers of another country; is it the list of another campaign?"),
    intake.PROTECTED: N_("{n} of {of} new people are marked as protected, and would never be handed out"),
    intake.NO_NUMBERS: N_(
        "none of {of} new people has a telephone number, though there is a column that may hold them"
    ),
}


def counts(plan: ImportPlan) -> dict[str, int | str]:
    """The plan in figures."""
    return {
        "list": plan.list_name,
        "read": plan.read,
        "added": plan.added,
        "updated": plan.updated,
        "unchanged": plan.unchanged,
        "rejected": plan.rejected,
        "gone": plan.gone,
        "opted_out": plan.objected,
        "protected": plan.protected,
        "no_number": plan.no_number,
        "numbers_left_out": plan.doubtful,
        "on_other_lists": plan.elsewhere,
        "alike": plan.alike,
    }


def alarms(plan: ImportPlan) -> str:
    """What looks wrong, in words; '' if nothing does."""
    text = _("{field} would change for {n} of {of}")
    return "; ".join(
        (_(ALARMS[name]) if name in ALARMS else text).format(field=name, n=n, of=of) for name, n, of in plan.alarms
    )


def tell(plan: ImportPlan, files: Sequence[str]) -> None:
    """The plan for people."""
    always = (
        (_("list"), plan.list_name),
        (_("rows read"), plan.read),
        (_("new"), plan.added),
        (_("changed"), plan.updated),
        (_("unchanged"), plan.unchanged),
        (_("set aside"), plan.rejected),
        (_("gone from the list"), plan.gone),
    )
    seldom = (
        (_("of the new: without a number"), plan.no_number),
        (_("of the new: on the opt-out list"), plan.objected),
        (_("of the new: protected identity"), plan.protected),
        (_("on another list, which speaks for them"), plan.elsewhere),
        (_("numbers left out"), plan.doubtful),
        (_("pairs that look like one person"), plan.alike),
    )
    rows = [*always, *((name, n) for name, n in seldom if n)]
    width = max(len(name) for name, _value in rows)
    for name, value in rows:
        show.out(f"{name:<{width}}  {value}")
    _tell_changes(plan)
    for file, item in plan.first_rejected:
        show.out(f"  {_place(files[file], item)} {item.column} {item.value!r}: {_(REASONS[item.reason])}")
    _more(plan.rejected - len(plan.first_rejected))
    for file, item in plan.first_doubtful:
        text = _("one of the numbers was left out: {value}").format(value=repr(item.value))
        show.out(f"  {_place(files[file], item)} {item.column}: {text}")
    _more(plan.doubtful - len(plan.first_doubtful))


def _tell_changes(plan: ImportPlan) -> None:
    for name, n in plan.changes.most_common():
        show.out("  " + _("changed {field}: {n}").format(field=name, n=n))
    for change in plan.examples:
        show.out(f"    {change.contact} {change.field}: {change.before or '–'} → {change.after or '–'}")


def _more(n: int) -> None:
    if n > 0:
        show.out("  " + _("… and {n} more").format(n=n))


def _place(file: str, item: Rejected) -> str:
    return f"{file}:{item.line}"

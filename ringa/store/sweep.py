"""Many contacts folded anew in one sweep: a few queries for hundreds of them, not several for each."""

from collections.abc import Collection

from ringa.core.events import objects
from ringa.core.fold import Rules, fold
from ringa.core.people import standing
from ringa.store import contacts, log, opt_outs
from ringa.store.db import Db

_AT_ONCE = 500


def refold(db: Db, touched: Collection[str], rules: Rules) -> None:
    """As `contacts.refold` for each of them, inside a transaction.

    Those with objections, and those to be forgotten, change the opt-out list; they come last, one by one.
    """
    objected = opt_outs.for_many(db)
    names, apart = sorted(touched), []
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        contacts.add_stubs(db, some)
        events = log.about_many(db, some)
        folded = []
        for found in contacts.several(db, some):
            mine, member = events[found.id], found.member
            state = fold(mine, standing(member, found.list_name, found.gone, objected(member)), rules)
            if state.reason == "forgotten" or any(objects(event) for event in mine):
                apart.append(found.id)
            else:
                folded.append((found, state))
        contacts.keep_many(db, folded)
    for contact in apart:
        contacts.refold(db, contact, rules)


def refold_all(db: Db, rules: Rules) -> int:
    """Fold every contact that has events anew, after the campaign's rules have changed. How many."""
    touched = log.contacts(db)
    refold(db, touched, rules)
    return len(touched)

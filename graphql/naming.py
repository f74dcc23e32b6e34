"""What a person is called on a card, and when they were born, chosen from what the partners' records say.

The name is one record's own; nothing is put together from several, except that spelling may be taken from another
record that states the same name. The rule, in order:

1. A record with a whole forename and a surname goes before one with an initial and a surname, and that before one that
   lacks either. However new, an initial never replaces a forename.
2. Of those, the record with the newest row says what the surname and the first forename are.
3. Of the records of step 1 that agree with it on both, letter case and accents apart, the one with the most whole
   forenames is shown; then one that is not all in capitals, then one that keeps its accents, then the newest, then
   the one with the smallest record key.

What the person is known as stands in brackets, unless it repeats a forename: as the shown record says, else as the
newest record that says it.

The date of birth is the one most records state; of several, the one of the newest row, then the earliest day. A date
that systems fill in for want of a true one counts only where nobody states another.
"""

from collections.abc import Sequence
from datetime import date

from mast.core.facts import Details
from mast.fields import names
from mast.fields.dates import is_default_birthday
from mast.fields.text import spelt, title_case
from mast.graph.answers import StatedDetails

UNNAMED = "Name not known"


def display_name(stated: Sequence[StatedDetails]) -> str:
    """As in ``Robert James (Bob) Smith``; ``UNNAMED`` when no record states any name."""
    named = [one for one in stated if one.details.forenames or one.details.surname]
    if not named:
        return UNNAMED
    wholeness = max(_wholeness(one.details) for one in named)
    whole = [one for one in named if _wholeness(one.details) == wholeness]
    newest = max(whole, key=lambda one: (one.stated_on, _reversed(one.record)))
    same = [one for one in whole if _core(one.details) == _core(newest.details)]
    shown = max(same, key=_merit)
    known_as = shown.details.known_as or _newest_known_as(named)
    parts = (shown.details.forenames, shown.details.surname, known_as)
    return names.display_name(names.PersonName("", *map(title_case, parts)))


def date_of_birth(stated: Sequence[StatedDetails]) -> date | None:
    said = [(one.details.born_on, one.stated_on) for one in stated if one.details.born_on]
    said = [pair for pair in said if not is_default_birthday(pair[0])] or said
    count: dict[date, tuple[int, date]] = {}
    for born_on, stated_on in said:
        times, newest = count.get(born_on, (0, stated_on))
        count[born_on] = (times + 1, max(newest, stated_on))
    return max(count, key=lambda day: (*count[day], -day.toordinal()), default=None)


def _wholeness(details: Details) -> int:
    """2: forename and surname; 1: initial and surname; 0: one of them only."""
    first = details.forenames.split()[:1]  # none of a forename of blanks alone
    if not details.surname or not first:
        return 0
    return 2 if _is_whole(first[0]) else 1


def _is_whole(forename: str) -> bool:
    return sum(letter.isalpha() for letter in forename) > 1


def _core(details: Details) -> tuple[str, str]:
    return spelt(details.surname), spelt(details.forenames).partition(" ")[0]


def _merit(one: StatedDetails) -> tuple[int, bool, bool, date, tuple[int, ...]]:
    name = f"{one.details.forenames} {one.details.surname}"
    whole = sum(_is_whole(forename) for forename in one.details.forenames.split())
    return whole, not _one_case(name), not name.isascii(), one.stated_on, _reversed(one.record)


def _newest_known_as(named: Sequence[StatedDetails]) -> str:
    stated = [one for one in named if one.details.known_as]
    newest = max(stated, key=lambda one: (one.stated_on, _reversed(one.record)), default=None)
    return newest.details.known_as if newest else ""


def _one_case(text: str) -> bool:
    return text == text.upper() or text == text.lower()


def _reversed(record: str) -> tuple[int, ...]:
    """Sorts the smallest key as the greatest."""
    return (*(-ord(character) for character in record), 0)

"""Keys under which a record is found again, misspelt, shortened, or half remembered.

A record and a query that may mean one person share at least one key; ranking them is the reader's work. The kinds:

    sb:ALKR:1984       a sound of the surname, birth year
    fb:JOHN:1984-03    a family of a forename (of one in no family its sound), birth month
    bd:1984-03-12:J    birth date, first letter of a forename or of the surname
    sp:ALKR:WV         a sound of the surname, postcode area
    fp:JOHN:WV11 3     a family of the forename (of one in no family its sound), postcode sector
    sn:ALKR:J          a sound of the surname, first letter of the forename, where the record has no birth date

A query looks under the families of its forename, under its sound, and under the families of all names that sound so: a
record has the fewer keys for it, and keys are most of what a load writes.

A word of a name in another script than Latin has no sound and no family here: it stands in its keys as it is written,
in capitals where the script has them, and is found by itself: ``sb:ИВАНОВ:1984``. Its Latin spelling does not find it.

What they bear: a surname or forename spelt by ear, a short form, forename and surname exchanged, a wrong birth year
beside the right one, day and month exchanged, a wrong day, a changed surname with the right date of birth, a forename
that is missing; at a known postcode a surname spelt so that it sounds otherwise. What they do not: that surname with
neither date of birth nor postcode right, and a third postcode of a record that states much else.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final

from mast.fields.names import PARTICLES, PersonName, forename_set
from mast.fields.nicknames import families_that_sound, name_family, surname_key
from mast.fields.phonetics import sounds
from mast.fields.postcodes import area, sector
from mast.fields.text import fold, spelt, unfolded

MOST_KEYS: Final = 14
_MOST_AREAS: Final = 3
_MOST_SECTORS: Final = 2
_MOST_SOUNDS: Final = 3
_MOST_FORENAME_CODES: Final = 4


def record_search_keys(name: PersonName, born_on: date | None, postcodes: Iterable[str]) -> tuple[str, ...]:
    """At most ``MOST_KEYS`` keys of a record, sorted. ``postcodes`` are normalised or ``""``."""
    surname = _surname_sounds(name.surname)
    first, others = _forename_codes(name, _kept)
    codes = sorted({code for code in postcodes if code})
    areas, sectors = sorted({area(code) for code in codes}), sorted({sector(code) for code in codes})
    ranked: list[str] = []
    if born_on is not None:
        ranked += [f"bd:{born_on.isoformat()}:{letter}" for letter in _letters(name)]
        ranked += [f"sb:{sound}:{born_on.year:04}" for sound in surname[:_MOST_SOUNDS]]
        ranked += [f"fb:{code}:{_month(born_on)}" for code in first[:_MOST_FORENAME_CODES]]
    # Two, three, four, three and two at most: room for what comes behind these is left by records that state less.
    ranked += [f"sp:{sound}:{place}" for sound in surname[:1] for place in areas[:_MOST_AREAS]]
    ranked += [f"fp:{code}:{place}" for code in first[:1] for place in sectors[:_MOST_SECTORS]]
    if born_on is None:
        ranked += [f"sn:{sound}:{spelt(name.forenames)[:1]}" for sound in surname]
    else:
        ranked += [f"fb:{code}:{_month(born_on)}" for code in (*first[_MOST_FORENAME_CODES:], *others)]
        ranked += [f"sb:{sound}:{born_on.year:04}" for sound in surname[_MOST_SOUNDS:]]
    ranked += [f"sp:{sound}:{place}" for place in areas for sound in surname]
    ranked += [f"fp:{code}:{place}" for place in sectors for code in (*first, *others)]
    return tuple(sorted(list(dict.fromkeys(ranked))[:MOST_KEYS]))


def query_search_keys(name: PersonName, born_on: date | None, postcode: str | None) -> tuple[str, ...]:
    """The keys to look under, sorted: of the name as given and exchanged, and of the birth dates that may be meant."""
    first, others = _forename_codes(name, _sought)
    exchanged = PersonName("", name.surname, "", "")
    surname = dict.fromkeys(code for words in _maybe_surnames(name) for code in _surname_sounds(words))
    keys: set[str] = set()
    if born_on is not None:
        keys.update(f"sb:{sound}:{year:04}" for sound in surname for year in _years(born_on))
        for day in _days(born_on):
            keys.update(f"bd:{day.isoformat()}:{letter}" for letter in _letters(name))
            keys.update(
                f"fb:{code}:{_month(day)}" for code in (*first, *others, *_forename_codes(exchanged, _sought)[0])
            )
    if postcode:
        keys.update(f"sp:{sound}:{area(postcode)}" for sound in surname)
        keys.update(f"fp:{code}:{sector(postcode)}" for code in (*first, *others))
    letters = {"", *_letters(name)}
    keys.update(f"sn:{sound}:{letter}" for sound in surname for letter in letters)
    return tuple(sorted(keys))


def _surname_sounds(surname: str) -> list[str]:
    """Codes of the whole surname and of each of its words, the likeliest of each first; particles have none.

    Words in other scripts are behind the likeliest codes of those in Latin letters.
    """
    folded = fold(surname)
    words = [word for word in folded.split() if word not in PARTICLES]
    spoken = [sounds(name) for name in (surname_key(folded), folded.replace(" ", ""), *words)]
    firsts, others = [codes[0] for codes in spoken if codes], [code for codes in spoken for code in codes[1:]]
    return list(dict.fromkeys([*firsts, *unfolded(surname).split(), *others]))


def _maybe_surnames(name: PersonName) -> Iterator[str]:
    """What may be the surname: it, the forenames, for a query with the two exchanged, and the words of both."""
    yield from (name.surname, name.forenames)
    yield from (word for word in forename_set(name.surname, name.forenames) if len(word) > 1)


def _forename_codes(name: PersonName, code: Callable[[str], Iterable[str]]) -> tuple[list[str], list[str]]:
    """The codes of the first forename, then those of the other names; an initial has none."""
    words = [word for word in _words(name.forenames, name.known_as) if len(word) > 1 or not word.isascii()]
    return _codes(words[:1], code), _codes(words[1:], code)


def _codes(words: Iterable[str], code: Callable[[str], Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(found for word in words for found in code(word)))


def _kept(forename: str) -> tuple[str, ...]:
    """What a record is found by: the families of a forename, or of one in no family its sound."""
    if not forename.isascii():
        return (forename,)
    return tuple(sorted(name_family(forename))) or sounds(forename)[:1]


def _sought(forename: str) -> tuple[str, ...]:
    """What a query looks under: it shares one of these with each forename of a family or of the sound of its own."""
    if not forename.isascii():
        return (forename,)
    sound = sounds(forename)[:1]
    return (*sorted(name_family(forename)), *sound, *(family for code in sound for family in families_that_sound(code)))


def _words(*names: str) -> list[str]:
    """Each word once; of each name those in Latin letters first."""
    return list(dict.fromkeys(word for name in names for word in spelt(name).split()))


def _letters(name: PersonName) -> tuple[str, ...]:
    """First letters of the forenames and of the surname: either may stand in the other's place."""
    return tuple(dict.fromkeys(letter for letter in (spelt(name.forenames)[:1], spelt(name.surname)[:1]) if letter))


def _years(born_on: date) -> tuple[int, ...]:
    return tuple({max(born_on.year - 1, 1), born_on.year, min(born_on.year + 1, 9999)})


def _days(born_on: date) -> Iterator[date]:
    """The date, the one with day and month exchanged where there is such a day, and the same day a year off."""
    yield born_on
    if born_on.day <= 12 and born_on.day != born_on.month:
        yield date(born_on.year, born_on.day, born_on.month)
    for year in _years(born_on):
        if year != born_on.year and not (born_on.month == 2 and born_on.day == 29):
            yield born_on.replace(year=year)


def _month(day: date) -> str:
    return day.isoformat()[:7]

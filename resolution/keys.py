"""The blocking rules: which keys each record is found by, each a way in which a person's records agree."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from mast.resolution.encoding import Codes, Encoded, Ints
from mast.resolution.homes import Homes
from mast.resolution.words import NONE


class Keys(NamedTuple):
    """What one rule says: ``record[k]`` has key ``key[k]`` (at least 0). A record may have several keys."""

    rule: str
    record: Ints
    key: Ints


class Names(NamedTuple):
    """Who bears which name, by sounds and spelling families: record ``bearer[k]`` bears the name coded ``name[k]``."""

    bearer: Ints
    name: Codes


def _same_nhs(records: Encoded, homes: Homes, names: Names) -> tuple[Ints, Ints]:
    return _stated(_everyone(records), records.nhs)


def _same_upn(records: Encoded, homes: Homes, names: Names) -> tuple[Ints, Ints]:
    return _stated(_everyone(records), records.upn)


def _same_phone(records: Encoded, homes: Homes, names: Names) -> tuple[Ints, Ints]:
    return _stated(_everyone(records), records.phone)


def _same_email(records: Encoded, homes: Homes, names: Names) -> tuple[Ints, Ints]:
    return _stated(_everyone(records), records.email)


def _born_alike(records: Encoded, homes: Homes, names: Names) -> tuple[Ints, Ints]:
    return _stated(names.bearer, records.born[names.bearer], names.name)


def _names_in_year(records: Encoded, homes: Homes, names: Names) -> tuple[Ints, Ints]:
    bearer, given, surname = _full_names(records)
    year, _ = _parts_of_birth(records)
    return _stated(bearer, given, surname, year[bearer])


def _names_on_day(records: Encoded, homes: Homes, names: Names) -> tuple[Ints, Ints]:
    bearer, given, surname = _full_names(records)
    _, month_day = _parts_of_birth(records)
    return _stated(bearer, given, surname, month_day[bearer])


def _name_at_home(records: Encoded, homes: Homes, names: Names) -> tuple[Ints, Ints]:
    resident = homes.record.astype(np.int64)
    stay, name = _names(records, resident)
    _, initial = _surname_and_initial(records)
    letter = initial[resident]
    lettered = np.flatnonzero(letter != NONE)
    after = int(name.max(initial=0)) + 1
    stay, name = np.concatenate((stay, lettered)), np.concatenate((name, after + letter[lettered]))
    return _stated(resident[stay], homes.group[stay], name)


def _name_in_postcode(records: Encoded, homes: Homes, names: Names) -> tuple[Ints, Ints]:
    stay = np.nonzero(homes.postcode != NONE)[0]
    sound, initial = _surname_and_initial(records)
    resident = homes.record[stay].astype(np.int64)
    return _stated(resident, homes.postcode[stay], sound[resident], initial[resident])


def _born_in_postcode(records: Encoded, homes: Homes, names: Names) -> tuple[Ints, Ints]:
    stay = np.nonzero(homes.postcode != NONE)[0]
    resident = homes.record[stay].astype(np.int64)
    return _stated(resident, homes.postcode[stay], records.born[resident])


RULES: Mapping[str, Callable[[Encoded, Homes, Names], tuple[Ints, Ints]]] = {
    "same NHS number": _same_nhs,
    "same pupil number": _same_upn,
    "same telephone number": _same_phone,
    "same email address": _same_email,
    "born on the same day, some name alike": _born_alike,
    "names alike, born in the same year": _names_in_year,
    "names alike, same day of another year": _names_on_day,
    "same address, some name or initial alike": _name_at_home,
    "same postcode, surname and initial alike": _name_in_postcode,
    "same postcode, born on the same day": _born_in_postcode,
}
"""Every blocking rule by its name."""


def rules(records: Encoded, homes: Homes, chosen: Collection[str] = tuple(RULES)) -> Iterator[Keys]:
    """The keys of each chosen rule, one rule at a time."""
    return map(keyed(records, homes), chosen)


def keyed(records: Encoded, homes: Homes) -> Callable[[str], Keys]:
    """What gives the keys of a rule by its name."""
    names = _names(records, _everyone(records))

    def keys(rule: str) -> Keys:
        return Keys(rule, *RULES[rule](records, homes, names))

    return keys


def finer_keys(records: Encoded) -> list[Ints]:
    """Columns by which a block over the limit is split, one after the other."""
    year, _ = _parts_of_birth(records)
    first = records.given_words[records.given, 0]
    family = records.words.given_family[first, 0]
    whole = records.surname_words[records.surname, 3]
    return [year, family.astype(np.int64), whole.astype(np.int64), records.born.astype(np.int64)]


def _everyone(records: Encoded) -> Ints:
    return np.arange(records.count, dtype=np.int64)


def _stated(record: Ints, *codes: Codes | Ints) -> tuple[Ints, Ints]:
    """Keys mixed from codes, only where every code is stated."""
    kept = np.ones(len(record), dtype=bool)
    for column in codes:
        kept &= column != NONE
    record = record[kept]
    key = np.zeros(len(record), dtype=np.int64)
    for column in codes:
        chosen = column[kept]
        key *= int(chosen.max(initial=0)) + 1
        key += chosen
    return record, key


def _names(records: Encoded, who: Ints) -> Names:
    """Bearers, as places in ``who`` (records), and a code for each sound and spelling family of each of their names.

    Forenames and surnames share their codes, so that a record with the two swapped still meets its other half.
    """
    words = records.words
    heard = int(words.sounds.max(initial=0)) + 1
    families = np.where(words.given_family == NONE, NONE, words.given_family + heard)
    # A family of which only one word is here finds nobody whom the sound of that word does not find.
    words_of = np.bincount(families[families != NONE], minlength=1)
    families[(words_of[families] == 1) & (words.sounds[:, :1] != NONE)] = NONE
    codes = np.where(words.whole[:, None], np.hstack((words.sounds, families)), NONE)
    given, surname = codes[records.given_words], codes[records.surname_words[:, :3]]
    one, other = _borne(given, records.given[who]), _borne(surname, records.surname[who])
    return Names(np.concatenate((one.bearer, other.bearer)), np.concatenate((one.name, other.name)))


def _borne(codes: Codes, value: Codes) -> Names:
    """Who bears which name code: record r all those of ``codes[value[r]]``, each once, ``NONE`` aside."""
    codes = np.sort(codes.reshape(len(codes), int(np.prod(codes.shape[1:]))), axis=1)
    stated = codes != NONE
    stated[:, 1:] &= codes[:, 1:] != codes[:, :-1]
    many = stated.sum(axis=1)
    begin, each = np.cumsum(many) - many, many[value]
    bearer = np.repeat(np.arange(len(value)), each)
    place = np.repeat(begin[value] - np.cumsum(each) + each, each)
    place += np.arange(len(bearer))
    return Names(bearer, codes[stated][place])


def _full_names(records: Encoded) -> tuple[Ints, Codes, Ints]:
    """(record, spelling family of a forename, sound of the surname), for the first forename and the known-as name."""
    words, called = records.words, records.given_words[:, (0, 3)]
    families = np.where(words.whole[:, None], words.given_family, NONE)
    bearer, given = _borne(families[called], records.given)
    sound, _ = _surname_and_initial(records)
    return bearer, given, sound[bearer]


def _surname_and_initial(records: Encoded) -> tuple[Ints, Ints]:
    """The surname's first sound and the first forename's initial of every record."""
    last = records.surname_words[records.surname, 3]
    first = records.given_words[records.given, 0]
    return records.words.sounds[last, 0].astype(np.int64), records.words.initial[first].astype(np.int64)


def _parts_of_birth(records: Encoded) -> tuple[Ints, Ints]:
    """Year of birth, and month and day as one number, of every record."""
    known = records.born != NONE
    parts = records.birthdays[records.born].astype(np.int64)
    return np.where(known, parts[:, 0], NONE), np.where(known, parts[:, 1] * 100 + parts[:, 2], NONE)

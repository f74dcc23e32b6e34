"""Dictionary-encodes records: every name, date and number becomes an integer, worked out once a distinct value."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from mast.fields.dates import is_default_birthday
from mast.fields.text import fold, spelt
from mast.resolution.columns import Coded, Records
from mast.resolution.words import NONE, Words, table_of_words

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

UNKNOWN, MALE, FEMALE = 0, 1, 2
ADULT_AGE = 18
MALE_TITLES = frozenset({"MR", "MASTER", "SIR", "LORD"})
FEMALE_TITLES = frozenset({"MRS", "MS", "MISS", "LADY", "DAME"})
ADULT_TITLES = frozenset(
    {"MR", "MRS", "MS", "DR", "REV", "REVEREND", "PROF", "PROFESSOR", "SIR", "LADY", "LORD", "DAME"}
)
NO_FORENAME = frozenset(
    {"BABY", "BABYBOY", "BABYGIRL", "INFANT", "NEWBORN", "UNKNOWN", "BOY", "GIRL", "TWIN", "MALE", "FEMALE"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Records as integers, in the order of ``Records``; ``NONE`` (-1) where a record states nothing.

    ``given`` points into ``given_words`` (first, second, third forename and known-as name, as words), ``surname`` into
    ``surname_words`` (the parts of a double name; the last column is the whole). ``born`` points into ``birthdays``
    (year, month, day; ``days`` are those as ISO texts), ``phone`` into ``phones`` and ``email`` into ``emails``.
    """

    count: int
    words: Words
    given: Codes
    given_words: Codes
    surname: Codes
    surname_words: Codes
    born: Codes
    birthdays: Codes
    days: list[str]
    sex: npt.NDArray[np.int8]
    adult: Flags
    seen: Codes
    nhs: Codes
    nhs_verified: Flags
    upn: Codes
    phone: Codes
    phones: Texts
    email: Codes
    emails: Texts

    def age(self, record: Codes, day: Codes) -> npt.NDArray[np.float64]:
        """Age in years of records on a day (since 1970); NaN where the birthday or the day is not known."""
        born = self.born[record]
        year, month, day_of_month = self.birthdays[born].T
        ages = 1970 + day / 365.25 - (year + (month - 1) / 12 + (day_of_month - 1) / 365.25)
        return np.where((born < 0) | (day == NONE), np.nan, ages)


def encode(records: Records, last_seen: Ints) -> Encoded:
    """Encode records; ``last_seen`` gives for each the day (since 1970) of its newest residence, ``NONE`` for none."""
    frame = records.frame
    told = records.coded
    titles, title_texts = told["title"]
    folded_titles = [fold(text) for text in title_texts]
    given, given_texts = _coded_pairs(told["forenames"], told["known_as"])
    surname, surname_texts = told["surname"]
    given_lists = [_given(forenames, known_as) for forenames, known_as in given_texts]
    surname_lists = [_surname(text) for text in surname_texts]
    words, columns = table_of_words([*given_lists, *surname_lists], 4)
    born, birthdays, days = _births(told["born_on"])
    return Encoded(
        count=len(frame),
        words=words,
        given=given,
        given_words=columns[: len(given_lists)],
        surname=surname,
        surname_words=columns[len(given_lists) :],
        born=born,
        birthdays=birthdays,
        days=days,
        sex=_sexes(told["sex"], titles, folded_titles),
        adult=_flagged(titles, [title in ADULT_TITLES for title in folded_titles]),
        seen=last_seen.astype(np.int32),
        nhs=_numbers(told["nhs"]),
        nhs_verified=frame["nhs_verified"].to_numpy(dtype=bool),
        upn=_numbers(told["upn"]),
        phone=_numbers(told["phone"]),
        phones=_texts(told["phone"]),
        email=_numbers(told["email"]),
        emails=_texts(told["email"]),
    )


def distinct(values: Ints) -> Ints:
    """The distinct values in order. Of many it is several times as fast as the hashing of ``np.unique``."""
    return runs(np.sort(values))


def runs(ordered: Ints) -> Ints:
    """The first of each run of equal values."""
    first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def only(records: Encoded, fields: Collection[str]) -> Encoded:
    """The records as if they stated none but these fields (names of ``levels.FIELDS``); homes lie elsewhere."""
    nothing = np.full(records.count, NONE, dtype=np.int32)
    nobody = np.zeros(records.count, dtype=bool)
    blank: dict[str, dict[str, Any]] = {
        "forenames": {"given_words": np.full_like(records.given_words, NONE)},
        "surname": {"surname_words": np.full_like(records.surname_words, NONE)},
        "born": {"born": nothing, "adult": nobody},
        "nhs": {"nhs": nothing, "nhs_verified": nobody},
        "upn": {"upn": nothing},
        "sex": {"sex": np.zeros(records.count, dtype=np.int8)},
        "phone": {"phone": nothing},
        "email": {"email": nothing},
    }
    gone = {column: values for name, told in blank.items() if name not in fields for column, values in told.items()}
    return replace(records, **gone) if gone else records


def _coded_pairs(first: Coded, second: Coded) -> tuple[Codes, list[tuple[str, str]]]:
    one, one_texts = first
    other, other_texts = second
    both = one.astype(np.int64) * max(len(other_texts), 1) + other
    found, codes = np.unique(both, return_inverse=True)
    texts = [(one_texts[int(pair) // len(other_texts)], other_texts[int(pair) % len(other_texts)]) for pair in found]
    return codes.astype(np.int32), texts


def _numbers(column: Coded) -> Codes:
    """Codes of identifiers; nothing stated is ``NONE``."""
    codes, texts = column
    return codes - 1 if texts and texts[0] == "" else codes


def _texts(column: Coded) -> Texts:
    """The identifiers that the codes of ``_numbers`` point to."""
    return np.array(column.texts[1:] if column.texts and column.texts[0] == "" else column.texts, dtype=object)


def _given(forenames: str, known_as: str) -> list[str]:
    names = [name for name in spelt(forenames).split() if name not in NO_FORENAME]
    distinct = list(dict.fromkeys(names))[:3]
    known = spelt(known_as).split()
    return [*distinct, *[""] * (3 - len(distinct)), known[0] if known else ""]


def _surname(text: str) -> list[str]:
    parts = spelt(text).split()
    distinct = list(dict.fromkeys(parts))[-3:]
    return [*distinct, *[""] * (3 - len(distinct)), "".join(parts)]


def _births(column: Coded) -> tuple[Codes, Codes, list[str]]:
    codes, texts = column
    born = [_birthday(text[:10]) for text in texts] or [None]
    parts = [(day.year, day.month, day.day) if day else (0, 0, 0) for day in born]
    usable = np.array([day is not None for day in born], dtype=bool)
    days = [day.isoformat() if day else "" for day in born]
    return np.where(usable[codes], codes, NONE).astype(np.int32), np.array(parts, dtype=np.int32), days


def _birthday(text: str) -> date | None:
    """The day of an ISO text; None for no day, and for one that only says that nobody knew it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return None if is_default_birthday(day) else day


def _sexes(column: Coded, titles: Codes, title_texts: list[str]) -> npt.NDArray[np.int8]:
    stated = {"male": MALE, "female": FEMALE}
    codes, texts = column
    sex = np.array([stated.get(text, UNKNOWN) for text in texts] or [UNKNOWN], dtype=np.int8)[codes]
    implied = [MALE if title in MALE_TITLES else FEMALE if title in FEMALE_TITLES else UNKNOWN for title in title_texts]
    by_title = np.array(implied or [UNKNOWN], dtype=np.int8)[titles]
    # A title speaks only where the record states no sex: "other" stays unknown.
    silent = np.array([text == "" for text in texts] or [True], dtype=bool)[codes]
    return np.where(silent, by_title, sex).astype(np.int8)


def _flagged(codes: Codes, flags: list[bool]) -> Flags:
    return np.array(flags or [False], dtype=bool)[codes]

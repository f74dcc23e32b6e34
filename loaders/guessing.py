"""What a column of a sample may mean, by the words of its header and the shape of its values; no value is kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from mast.fields.dates import parse_date
from mast.fields.reasons import FieldError
from mast.loaders.columns import detail_in, words_of
from mast.loaders.contract import DATED, Meaning
from mast.loaders.formats.table import Cell
from mast.loaders.limits import is_prose

_EVENTS: Final = "contact|event|visit|incident|call|attendance|arrival|log|logged|enquiry|job|referral"
_PEOPLE: Final = "person|client|patient|tenant|nominal|customer|child|las|local patient|occupier|party"
_NUMBERS: Final = "id|ref|reference|no|number"
_WHOSE: Final = "allocated|case|key|housing|lead|contact|safeguarding|neighbourhood"
_WORKER: Final = "worker|officer|lead|manager|key|allocated"
_BY_WORDS: Final = (
    (Meaning.WORKER_PHONE, f".*({_WORKER}).*(phone|tel|telephone|mobile)"),
    (Meaning.WORKER_EMAIL, f".*({_WORKER}).*(email|mail)"),
    (Meaning.WORKER_CONTACT, "(worker|officer|oic) contact( details)?"),
    (Meaning.WORKER_TEAM, "(worker.*)?(team|patch|locality|office)"),
    (Meaning.WORKER_NAME, f"({_WHOSE})? ?(worker|officer|manager|lead|oic)( name)?"),
    (Meaning.NHS_STATUS, "nhs.*status"),
    (Meaning.NHS, "nhs ?(no|num|number)?"),
    (Meaning.UPN, "upn|unique pupil (no|number)"),
    (Meaning.UPRN, "(property )?uprn"),
    (Meaning.POSTCODE, "(.* )?(postcode|post code|pcode)"),
    (Meaning.CASE_OPENED_ON, "case (start|opened|open date|open on)( date| on)?"),
    (Meaning.CASE_CLOSED_ON, "case (end|closed|close)( date| on)?"),
    (Meaning.CASE_STATUS, "(case|tenancy|referral) (status|open)"),
    (Meaning.BORN_ON, "dob|do b|date of birth|birth date|born( on)?|d o b"),
    (Meaning.SEX, "sex|gender( code)?"),
    (Meaning.TITLE, "title|salutation"),
    (Meaning.KNOWN_AS, "known as|alias|preferred name"),
    (Meaning.MIDDLE_NAMES, "middle names?|forename 2|second (fore)?name"),
    (Meaning.FORENAMES, "forenames?( 1)?|first ?names?|given names?"),
    (Meaning.SURNAME, "surname|last ?name|family ?name"),
    (Meaning.FULL_NAME, "(full |tenant |client |patient |occupier |person |customer )?name|tenant|client|occupier"),
    (Meaning.EMAIL, "(e ?mail|e ?mail address)"),
    (Meaning.PHONE, "(home |mobile )?(phone|telephone|tel|mobile)( (no|number))?"),
    (Meaning.EVENT, f"({_EVENTS}) ({_NUMBERS})"),
    (Meaning.ON, f"({_EVENTS})( on| date| time| date time)|date"),
    (Meaning.RECORD, f"({_PEOPLE}) ({_NUMBERS})"),
    (Meaning.KIND, f"({_EVENTS})? ?(type|kind|grade|category)"),
    (Meaning.TOWN, "town|city|post town"),
)  # fmt: skip
_ADDRESS_LINE: Final = re.compile(r"(?:full |property |home )?(?:address|addr)(?: line)?(?: (\d))?|location")
_DATE_FORMATS: Final = ("%Y%m%d", "%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d-%b-%Y", "%d %b %Y",
                        "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S",
                        "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%m/%d/%Y")  # fmt: skip
_POSTCODE: Final = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.I)
_NEARLY_ALL: Final = 0.9
_MOST_CODES: Final = 20
_LONGEST_CODE: Final = 40


@dataclass(frozen=True, slots=True)
class Guess:
    """``meaning`` is None where it could not be told or must not come in, and ``why`` says so.

    ``formats``: of a date, that which fits its values. ``codes``: of a column of codes, its distinct
    values, left out where they are many or long, since then they are something else.
    """

    column: str
    meaning: Meaning | None
    why: str = ""
    formats: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def guesses(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> tuple[Guess, ...]:
    """A guess for each column, no meaning twice."""
    taken: set[Meaning] = set()
    found: list[Guess] = []
    for index, column in enumerate(columns):
        values = [cell for row in rows if (cell := row[index]) != ""]
        guess = _guess(column, values, taken)
        if guess.meaning is not None:
            taken.add(guess.meaning)
        found.append(guess)
    return tuple(found)


def _guess(column: str, values: Sequence[Cell], taken: set[Meaning]) -> Guess:
    if detail := detail_in(column):
        return Guess(column, None, f"its name says that it holds {detail}, which never comes in")
    texts = [value for value in values if isinstance(value, str)]
    if any(is_prose(text) for text in texts):
        return Guess(column, None, "it holds free text, which never comes in")
    meaning = _by_words(" ".join(words_of(column)), taken) or _by_shape(texts, taken)
    if meaning is None:
        return Guess(column, None, "what it means could not be told")
    if meaning in DATED:
        formats = _formats(texts)
        if texts and not formats:
            return Guess(column, None, f"it looks like '{meaning}', and its days are written in no way that is known")
        return Guess(column, meaning, formats=formats)
    if meaning in (Meaning.SEX, Meaning.KIND, Meaning.CASE_STATUS, Meaning.NHS_STATUS):
        codes = sorted({text.strip() for text in texts} or {""})
        few = len(codes) <= min(_MOST_CODES, max(2, len(texts) // 2)) and all(
            len(code) <= _LONGEST_CODE for code in codes
        )
        return Guess(column, meaning, codes=tuple(codes) if few else ())
    return Guess(column, meaning)


def _by_words(words: str, taken: set[Meaning]) -> Meaning | None:
    for meaning, pattern in _BY_WORDS:
        if meaning not in taken and re.fullmatch(pattern, words):
            return meaning
    if line := _ADDRESS_LINE.fullmatch(words):
        first = Meaning(f"address_{line[1]}") if line[1] in tuple("12345") else Meaning.ADDRESS_1
        return first if first not in taken else None
    return None


def _by_shape(texts: Sequence[str], taken: set[Meaning]) -> Meaning | None:
    if texts and Meaning.POSTCODE not in taken and all(_POSTCODE.fullmatch(text.strip()) for text in texts):
        return Meaning.POSTCODE
    return None


def _formats(texts: Sequence[str]) -> tuple[str, ...]:
    """The usual format that reads most values, and nearly all; days before months, as in Britain, where both would."""
    read = {written: sum(_reads(text, written) for text in texts) for written in _DATE_FORMATS}
    best = max(_DATE_FORMATS, key=lambda written: read[written])
    return (best,) if texts and read[best] >= _NEARLY_ALL * len(texts) else ()


def _reads(text: str, written: str) -> bool:
    try:
        return date(1800, 1, 1) <= parse_date(text, (written,)) <= date(2200, 1, 1)
    except FieldError:
        return False

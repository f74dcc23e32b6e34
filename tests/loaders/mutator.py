"""Plants malformed rows among good ones: for each reason a way to spoil an adults' row so that it has just that."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.loaders.files import ADULT, adult, csv_text

Row = dict[str, str]
Line = list[str]


@dataclass(frozen=True, slots=True)
class Spoilt:
    """``lines``: the delivery after its header; ``planted``: row number to (field, reason); ``good``: ids of the events
    that must be loaded, flagged rows among them, in file order."""

    lines: list[Line]
    planted: dict[int, tuple[str, str]]
    good: list[str]


def _cell(field: str, *values: str) -> Callable[[Row, random.Random], str]:
    def spoil(row: Row, dice: random.Random) -> str:
        row[field] = dice.choice(values)
        return field

    return spoil


REJECTED: dict[str, Callable[[Row, random.Random], str]] = {
    "nul_byte": _cell("FIRST_NAME", "Ad\0a", "\0"),
    "too_long": _cell("ADDRESS_1", "x" * 301, "9 Long Street " * 30),
    "bad_characters": _cell("KNOWN_AS", "Ad\u202ea", "Ad\ufffda", "\x07"),
    "free_text": _cell(
        "WORKER_TEAM",
        "He said that she was there when they called",
        "was seen at home and has been told that he is at risk",
    ),
    "missing_event_id": _cell("CONTACT_ID", "", "  "),
    "missing_record_id": _cell("LAS_ID", "", " \t"),
    "missing_surname": _cell("LAST_NAME", "", "N/A", "UNKNOWN", "-", "\u200b"),
    "missing_date": _cell("CONTACT_DATE", "", " "),
    "impossible_date": _cell("CONTACT_DATE", "30/02/2026", "2026-03-01", "01/03/26", "32/01/2026", "soon"),
    "future_event": _cell("CONTACT_DATE", "01/11/2026", "31/12/2030"),
    "future_dob": _cell("DOB", "01/11/2026", "12/12/2029"),
    "older_than_3_years": _cell("CONTACT_DATE", "30/10/2023", "01/01/1999"),
}
FLAGGED: dict[str, Callable[[Row, random.Random], str]] = {
    "bad_postcode": _cell("POSTCODE", "WS5 799", "NOT KNOWN", "WS", "ZZ99 3VZZ", "QS1 1AA"),
    "bad_uprn": _cell("UPRN", "N/A", "1234567890123", "0", "12-34"),
    "bad_nhs_number": _cell("NHS_NUMBER", "12345", "943476591", "ABC4765919", "94347659190"),
    "bad_nhs_check_digit": _cell("NHS_NUMBER", "9434765918", "0000000000", "1111111111", "943 476 5910"),
    "bad_phone": _cell("WORKER_PHONE", "ring the bell", "12", "07700 9O0123 ask for Jo"),
    "bad_email": _cell("WORKER_EMAIL", "nobody@", "a b@c.test", "@adults.test"),
    "bad_dob": _cell("DOB", "31/02/1980", "about 40", "1980", "10-12-1985"),
    "default_dob": _cell("DOB", "01/01/1901", "11/11/1111", "01/01/1800"),
    "bad_case_date": _cell("CASE_START", "31/02/2026", "last week"),
    "unknown_code": _cell("GENDER", "Q", "7", "both"),
}
FORMS = ("wrong_column_count", "duplicate_event_id")
REASONS = (*REJECTED, *FLAGGED, *FORMS)


def spoilt(rows: int, bad: int, seed: int) -> Spoilt:
    """``rows`` rows of which ``bad`` have one fault each, all reasons about as often, strewn over the file."""
    dice = random.Random(seed)
    # Neither the first row nor the last: a short last row would mean that the file was cut off.
    places = dict(zip(dice.sample(range(2, rows), bad), (REASONS[at % len(REASONS)] for at in range(bad)), strict=True))
    lines: list[Line] = []
    planted: dict[int, tuple[str, str]] = {}
    good: list[str] = []
    for number in range(1, rows + 1):
        row = adult(LAS_ID=str(1000 + number % 7919), CONTACT_ID=f"C{number}", ADDRESS_1=f"{number % 211} Mill Lane")
        reason = places.get(number, "")
        line = list(row.values())
        field = ""
        if spoil := REJECTED.get(reason) or FLAGGED.get(reason):
            field = spoil(row, dice)
            line = list(row.values())
        elif reason == "wrong_column_count":
            line = [*line, "one more"] if dice.random() < 0.5 else line[: dice.randint(3, len(line) - 1)]
        elif reason == "duplicate_event_id":
            # The very first row again, which is always a good one.
            line, field = lines[0], "CONTACT_ID"
        lines.append(line)
        if reason:
            planted[number] = ("" if reason == "nul_byte" else field, reason)
        if not reason or reason in FLAGGED:
            good.append(f"C{number}")
    return Spoilt(lines, planted, good)


def delivery(found: Spoilt) -> str:
    return csv_text([list(ADULT), *found.lines], end="\r\n")

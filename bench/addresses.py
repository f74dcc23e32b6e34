"""``python -m bench addresses``: how many addresses of the test set are read right, by MAST and by usaddress alone.

Prints one JSON line a figure for each half of the set (``development`` was looked at while the rules were written,
``held back`` was only counted) and each part: flat, number, street, postcode, and all four. ``--wrong`` shows the
addresses of the development half that MAST reads otherwise; nothing shows those of the other.
"""

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence

import usaddress

from bench.address_set import FOLDER, Answer, held_back
from mast.fields.addresses import parse_address
from mast.fields.streets import written_out
from mast.fields.text import fold

PARTS = ("flat", "number", "street", "postcode")
_FLAT = ("OccupancyIdentifier",)
_STREET = (
    "StreetNamePreDirectional",
    "StreetNamePreType",
    "StreetName",
    "StreetNamePostType",
    "StreetNamePostDirectional",
)
Row = dict[str, str]
Reader = Callable[[Row], Row]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench addresses", description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="show what is wrong in the development half")
    chosen = parser.parse_args(arguments)
    for half in ("development", "held back"):
        for name, read in (("mast", by_mast), ("usaddress", by_usaddress)):
            rows, right = counted(half, read)
            for part, count in right.items():
                line = {"bench": "addresses", "half": half, "reader": name, "right": part, "of": rows}
                sys.stdout.write(json.dumps(line | {"count": count, "share": round(count / rows, 4)}) + "\n")
    if chosen.wrong:
        for row in (row for row in rows_of("development") if differs(row)):
            sys.stdout.write(json.dumps({"text": row["text"], **differs(row)}, ensure_ascii=False) + "\n")
    return 0


def rows_of(half: str) -> list[Row]:
    with (FOLDER / "addresses.csv").open(encoding="utf-8", newline="") as file:
        return [
            row
            for row in csv.DictReader(file)
            if held_back(Answer(*(row[column] for column in Answer._fields))) == (half == "held back")
        ]


def counted(half: str, read: Reader) -> tuple[int, Counter[str]]:
    """How many addresses there are, and of how many each part is right, and all of them."""
    rows = rows_of(half)
    right = Counter(dict.fromkeys((*PARTS, "all"), 0))
    for row in rows:
        found = read(row)
        parts = [part for part in PARTS if found[part] == row[part]]
        right.update([*parts, *(["all"] if len(parts) == len(PARTS) else [])])
    return len(rows), right


def differs(row: Row) -> dict[str, str]:
    """What MAST reads in the parts that it reads otherwise."""
    found = by_mast(row)
    return {part: f"{found[part]!r} not {row[part]!r}" for part in PARTS if found[part] != row[part]}


def by_mast(row: Row) -> Row:
    found = parse_address([row["text"]])
    return {part: "" if found is None else str(getattr(found, part)) for part in PARTS}


def by_usaddress(row: Row) -> Row:
    """What usaddress says, brought to our way of writing. It knows no British postcode, so it is given the right one
    apart, and a text without it."""
    text = row["text"]
    for code in (row["postcode"], row["postcode"].replace(" ", "")):
        at = text.upper().rfind(code)
        if at >= 0:
            text = f"{text[:at]} {text[at + len(code) :]}".strip(" ,")
    try:
        tagged, _ = usaddress.tag(text)
    except usaddress.RepeatedLabelError:
        tagged = {}
    street = " ".join(tagged[label] for label in _STREET if label in tagged)
    flat = " ".join(tagged[label] for label in _FLAT if label in tagged)
    return {
        "flat": flat.upper().strip(" ,#"),
        "number": tagged.get("AddressNumber", "").upper().strip(" ,"),
        "street": " ".join(written_out(tuple(fold(street).split()))),
        "postcode": row["postcode"],
    }

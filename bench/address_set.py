"""Makes the test set of addresses: 2,000 strings with the right answer, a tenth of them written by hand.

``python -m bench.address_set`` writes ``tests/data/addresses/addresses.csv`` anew; a test holds that it is the same. It
imports nothing of MAST: an answer is put together from what was asked for, never read back out of the text.
"""

import csv
import hashlib
import io
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[1] / "tests" / "data" / "addresses"
COLUMNS = ("text", "flat", "number", "building", "street", "postcode", "made")
SIZE = 2_000
SEED = 2026

NAMES = (
    *("Station", "Church", "Victoria", "Albert", "Park", "Mill", "Chapel", "Green", "Lichfield", "St John's"),
    *("Queens", "Upper Brook", "Old Hall", "Long Meadow", "St Mary's", "Wellington", "Birch Tree", "Castle", "New"),
    *("Nelson", "Manor Farm", "Hawthorne", "Lower Clifton", "Great Western", "O'Neill", "Bishop's", "King Edward"),
    *("Cherry", "Goldthorn Hill", "Coronation", "Sandwell", "Ladywood", "Elm", "Poplar", "Tudor"),
)
TYPES = {
    **{"Road": ("Rd", "Rd.", "Raod"), "Street": ("St", "Str", "Stret"), "Avenue": ("Ave", "Av", "Avneue")},
    **{"Close": ("Cl", "Clo"), "Crescent": ("Cres", "Cresent"), "Drive": ("Dr", "Drv"), "Lane": ("Ln",)},
    **{"Grove": ("Gr", "Gro"), "Terrace": ("Terr", "Ter"), "Gardens": ("Gdns", "Gardns"), "Way": ("Wy",)},
    **{"Place": ("Pl",), "Court": ("Ct", "Crt"), "Square": ("Sq", "Sqaure"), "Walk": ("Wlk",), "Mews": ("Mews",)},
    **{"Hill": ("Hl",), "Rise": ("Rise",), "View": ("Vw",), "Croft": ("Croft",), "Row": ("Row",)},
}
WHOLE = (
    "High Street",
    "The Green",
    "The Crescent",
    "Kingsway",
    "Mount Pleasant",
    "Broadway",
    "The Avenue",
    "Long Acre",
)
TOWNS = (
    *("Walsall", "West Bromwich", "Stoke-on-Trent", "Birmingham", "Sutton Coldfield", "Tipton", "Dudley", "Leeds"),
    *("Newcastle upon Tyne", "Bristol", "St Helens", "Great Yarmouth", "Cardiff", "Glasgow", "Belfast", "Wells"),
    *(
        "Kingston upon Hull",
        "Bury St Edmunds",
        "Swansea",
        "London",
        "Oldham",
        "East Grinstead",
        "Royal Wootton Bassett",
    ),
)
LOCALITIES = ("Bloxwich", "Acocks Green", "Kings Heath", "Pelsall", "Fallings Park", "Great Barr", "Harborne", "Moxley")
COUNTIES = ("West Midlands", "Staffs", "Somerset", "Essex", "Co Durham", "North Yorkshire")
HOUSES = ("Rose Cottage", "The Old Forge", "Ivy House", "The Laurels", "Orchard House", "Manor Farm", "Hill View")
BLOCKS = ("Nelson House", "Telford Tower", "Kenilworth Mansions", "Regent Apartments", "Burns Court", "St Anne's House")
SITES = ("Riverside Business Park", "Pensnett Trading Estate", "Oak Tree Caravan Park", "Phoenix Industrial Estate")
CODES = (
    "WS1 {}",
    "B70 {}",
    "WV11 {}",
    "DY4 {}",
    "M1 {}",
    "SW1A {}",
    "EC2V {}",
    "L18 {}",
    "CF10 {}",
    "BT9 {}",
    "G12 {}",
)


class Answer(NamedTuple):
    """A text and what it says, in capitals with the words for streets written out."""

    text: str
    flat: str
    number: str
    building: str
    street: str
    postcode: str


class Street(NamedTuple):
    """As written, and as meant."""

    written: str
    meant: str


def held_back(answer: Answer) -> bool:
    """Whether an address is of the half that is only counted: by a hash of the answer, so that no address is looked at
    in one spelling and counted in another."""
    return hashlib.sha256("|".join(answer[1:]).encode()).digest()[0] % 2 == 1


def address_set() -> list[tuple[Answer, str]]:
    """All addresses, each once, with how they were made: those by hand, those written otherwise, generated ones."""
    dice = random.Random(SEED)
    found: dict[str, tuple[Answer, str]] = {}
    for own in by_hand():
        found[own.text] = own, "by hand"
        for text in _otherwise(own, dice):
            found.setdefault(text, (own._replace(text=text), "by hand, varied"))
    while len(found) < SIZE:
        made = dice.choice(FORMS)(dice)
        text = dice.choice(_WAYS)(made.text)
        found.setdefault(text, (made._replace(text=text), "generated"))
    return sorted(found.values(), key=lambda one: one[0].text)


def by_hand() -> Iterator[Answer]:
    for line in (FOLDER / "by_hand.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield Answer(*line.split("|"))


def written() -> str:
    """The set as the CSV that is kept."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((*answer, made) for answer, made in address_set())
    return text.getvalue()


def _otherwise(own: Answer, dice: random.Random) -> Iterator[str]:
    yield own.text.upper()
    if own.number and not own.building:
        yield " ".join(own.text.replace(",", " ").split())
    if dice.random() < 0.5:
        yield own.text.replace(own.postcode, own.postcode.replace(" ", "").lower())


_WAYS: tuple[Callable[[str], str], ...] = (
    *(str, str, str, str.upper, str.upper),
    lambda text: text.replace(", ", ","),
    lambda text: text.replace(", ", "  "),
    lambda text: text.upper().replace(",", ""),
    lambda text: text.replace(",", " ,"),
)


def _meant(text: str) -> str:
    plain = text.upper().replace("'", "").replace("-", " ")
    return re.sub(r"^ST ", "SAINT ", plain)


def _street(dice: random.Random) -> Street:
    if dice.random() < 0.12:
        whole = dice.choice(WHOLE)
        return Street(whole, _meant(whole))
    name, (full, short) = dice.choice(NAMES), dice.choice(tuple(TYPES.items()))
    ending = dice.choice(short) if dice.random() < 0.4 else full
    return Street(f"{name} {ending}", _meant(f"{name} {full}"))


def _postcode(dice: random.Random) -> tuple[str, str]:
    """As written, and as meant."""
    inward = f"{dice.randint(1, 9)}{dice.choice('ABDEFGHJLNPQRSTUWXYZ')}{dice.choice('ABDEFGHJLNPQRSTUWXYZ')}"
    code = dice.choice(CODES).format(inward)
    return dice.choice((code, code, code, code.replace(" ", ""), code.lower(), code.replace(" ", "  "))), code


def _behind(dice: random.Random) -> tuple[str, str]:
    """Locality, town, county and postcode as they end an address; and the postcode."""
    code, meant = _postcode(dice)
    parts = [dice.choice(LOCALITIES)] if dice.random() < 0.25 else []
    parts.append(dice.choice(TOWNS))
    parts += [dice.choice(COUNTIES)] if dice.random() < 0.2 else []
    place = ", ".join(parts)
    return (f"{place}, {code}" if dice.random() < 0.6 else f"{place} {code}"), meant


def _number(dice: random.Random) -> str:
    return f"{dice.randint(1, 250)}{dice.choice(('', '', '', '', 'a', 'B'))}"


def _house(dice: random.Random) -> Answer:
    number, street, (behind, code) = _number(dice), _street(dice), _behind(dice)
    before = dice.choice(("", "", "", "", "No. ", "No "))
    comma = dice.choice(("", "", "", ","))
    return Answer(f"{before}{number}{comma} {street.written}, {behind}", "", number.upper(), "", street.meant, code)


def _range(dice: random.Random) -> Answer:
    low, street, (behind, code) = dice.randint(1, 120), _street(dice), _behind(dice)
    high = low + 2
    number = dice.choice(("{}-{}", "{} - {}", "{}/{}", "{} to {}", "{}–{}")).format(low, high)
    return Answer(f"{number} {street.written}, {behind}", "", f"{low}-{high}", "", street.meant, code)


def _flat(dice: random.Random) -> tuple[str, str]:
    name = dice.choice((str(dice.randint(1, 60)), dice.choice("ABCDEF"), f"{dice.randint(1, 20)}{dice.choice('ABCD')}"))
    return f"{dice.choice(('Flat', 'Flat', 'Flat', 'Apartment', 'Apt', 'Flt', 'Room', 'FLAT'))} {name}", name


def _flat_before(dice: random.Random) -> Answer:
    (written, flat), number, street, (behind, code) = _flat(dice), _number(dice), _street(dice), _behind(dice)
    comma = dice.choice((",", ",", ",", ""))
    return Answer(f"{written}{comma} {number} {street.written}, {behind}", flat, number.upper(), "", street.meant, code)


def _flat_behind(dice: random.Random) -> Answer:
    (written, flat), number, street, (behind, code) = _flat(dice), _number(dice), _street(dice), _behind(dice)
    flat_written = dice.choice((f", {written}", f" ({written})", f" - {written}", f" {written}"))
    return Answer(f"{number} {street.written}{flat_written}, {behind}", flat, number.upper(), "", street.meant, code)


def _floor(dice: random.Random) -> Answer:
    number, street, (behind, code) = _number(dice), _street(dice), _behind(dice)
    written, flat = dice.choice(
        (
            *(("Top Floor Flat", "TOP FLOOR"), ("Basement Flat", "BASEMENT"), ("First Floor Flat", "FIRST FLOOR")),
            *(("Ground Floor Flat", "GROUND FLOOR"), ("Garden Flat", "GARDEN"), ("2nd Floor Flat", "SECOND FLOOR")),
            *(("1st Floor Flat", "FIRST FLOOR"), ("The Flat", "FLAT"), ("Basement", "BASEMENT")),
        )
    )
    text = dice.choice(
        (f"{written}, {number} {street.written}, {behind}", f"{number} {street.written}, {written}, {behind}")
    )
    return Answer(text, flat, number.upper(), "", street.meant, code)


def _in_block(dice: random.Random) -> Answer:
    (written, flat), street, (behind, code) = _flat(dice), _street(dice), _behind(dice)
    block = dice.choice(BLOCKS)
    if dice.random() < 0.3:
        flat = str(dice.randint(1, 80))
        written = flat
    number = _number(dice) if dice.random() < 0.5 and not block.endswith("Court") else ""
    road = f"{number} {street.written}".strip()
    return Answer(f"{written}{dice.choice((' ', ', ')) if written != flat else ' '}{block}, {road}, {behind}",
                  flat, number.upper(), _meant(block), street.meant, code)  # fmt: skip


def _named(dice: random.Random) -> Answer:
    house, street, (behind, code) = dice.choice(HOUSES), _street(dice), _behind(dice)
    number = _number(dice) if dice.random() < 0.4 else ""
    road = f"{number} {street.written}".strip()
    return Answer(f"{house}, {road}, {behind}", "", number.upper(), _meant(house), street.meant, code)


def _unit(dice: random.Random) -> Answer:
    site, street, (behind, code) = dice.choice(SITES), _street(dice), _behind(dice)
    unit = f"{dice.randint(1, 40)}{dice.choice(('', '', 'A'))}"
    word = "Caravan" if "Caravan" in site else dice.choice(("Unit", "Suite", "Unit"))
    return Answer(f"{word} {unit}, {site}, {street.written}, {behind}", unit, "", _meant(site), street.meant, code)


def _tenement(dice: random.Random) -> Answer:
    number, street, (_, code) = str(dice.randint(1, 250)), _street(dice), _behind(dice)
    flat = f"{dice.randint(0, 4)}/{dice.randint(1, 4)}"
    text = dice.choice((f"{flat}, {number} {street.written}", f"Flat {flat}, {number} {street.written}",
                        f"{number} {street.written}, Flat {flat}", f"{flat} {number} {street.written}"))  # fmt: skip
    return Answer(f"{text}, Glasgow {code}", flat, number, "", street.meant, code)


def _care_of(dice: random.Random) -> Answer:
    made = _house(dice)
    who = dice.choice(("c/o Mrs Patel, ", "C/O J Smith, ", "care of Mr Jones, "))
    return made._replace(text=f"{who}{made.text}")


FORMS: tuple[Callable[[random.Random], Answer], ...] = (
    *(_house, _house, _house, _range, _flat_before, _flat_before, _flat_behind, _floor, _in_block, _in_block),
    *(_named, _named, _unit, _tenement, _care_of),
)


if __name__ == "__main__":
    (FOLDER / "addresses.csv").write_text(written(), encoding="utf-8")

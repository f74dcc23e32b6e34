"""What never changes the dwelling: case, spacing, commas, abbreviations, and where the flat stands."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mast.fields import addresses
from mast.fields.addresses import parse_address
from mast.fields.text import fold

NAMES = st.sampled_from(
    ["Park", "Heath", "St John's", "Wolverhampton", "Grove", "Upper Bath", "Queen", "Long Acre", "Church"]
)
TYPES = st.sampled_from(
    [
        ("Road", "Rd"),
        ("Street", "St"),
        ("Avenue", "Ave"),
        ("Close", "Cl"),
        ("Crescent", "Cres"),
        ("Gardens", "Gdns"),
        ("Grove", "Gr"),
        ("Lane", "Ln"),
        ("Drive", "Dr"),
        ("Way", "Wy"),
        ("Place", "Pl"),
        ("Square", "Sq"),
        ("Terrace", "Ter"),
        ("Walk", "Wlk"),
    ]
)
NUMBERS = st.builds(lambda number, letter: f"{number}{letter}", st.integers(1, 999), st.sampled_from(["", "A", "b"]))
FLATS = st.sampled_from(["", "Flat 2", "Apartment 11", "Flat B", "Flat 3c", "Top Floor Flat", "Flat 3/1"])
TOWNS = st.sampled_from(["Walsall", "West Bromwich", "Ilford", "St Albans", "Little Snoring", "Stoke-on-Trent"])

Said = tuple[str, str, str]


def said(text: str) -> Said:
    found = parse_address([text])
    assert found is not None
    return found.flat, found.number, found.street


@settings(max_examples=200, deadline=None)
@given(NUMBERS, NAMES, TYPES, FLATS, TOWNS, st.data())
def test_a_dwelling_is_the_same_however_it_is_written(
    number: str, name: str, type_: tuple[str, str], flat: str, town: str, data: st.DataObject
) -> None:
    plain = ", ".join(part for part in (flat, f"{number} {name} {type_[0]}", town) if part)
    expected = said(plain)
    assert expected[1:] == (number.upper(), fold(f"{name} {type_[0]}").replace("ST JOHNS", "SAINT JOHNS"))
    street = f"{number} {name} {data.draw(st.sampled_from(type_))}"
    ways = [
        ", ".join(part for part in (flat, street, town) if part),
        ", ".join(part for part in (street, flat, town) if part),
        " ".join(part for part in (flat, street, town) if part),
        " ".join(part for part in (street, flat, town) if part),
        ",".join(part for part in (flat, street, town, "") if part) + ",",
    ]
    text = data.draw(st.sampled_from(ways))
    text = data.draw(st.sampled_from([str.upper, str.lower, str.title, lambda it: it.replace(" ", "  ")]))(text)
    assert said(text) == expected


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=5), st.text(max_size=10))
@example(lines=["ªɘ"], town="")
def test_any_text_is_read_or_is_nowhere(lines: list[str], town: str) -> None:
    found = parse_address(lines, town=town)
    if found is not None:
        assert found.key == "|".join(
            [found.uprn, found.postcode, found.flat, found.number, found.building, found.street, found.town]
        )
        for part in (found.building, found.street, found.town):
            assert part == part.upper()


PLACES = st.sampled_from(
    [
        "High Street",
        "Victoria House",
        "Flat",
        "The Hollies",
        "Rear of",
        "Room",
        "Byres Rd",
        "Unit",
        "A Mill Ln",
        "a",
        "to",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9999), st.sampled_from(["", "A", "b"]), PLACES, st.sampled_from([" ", ", "])),
                min_size=1, max_size=3), st.sampled_from(["", "Walsall", "Ilford, Essex"]))  # fmt: skip
def test_a_number_is_read_as_any_other_in_its_place(parts: list[tuple[int, str, str, str]], town: str) -> None:
    """The reader takes a street apart once, with stand-ins for its numbers; the reader without them is the oracle."""
    text = "".join(f"{number}{letter} {words}{comma}" for number, letter, words, comma in parts) + town
    direct, found = addresses._read((text.strip(),), ""), parse_address([text.strip()])
    assert found is not None
    assert (found.flat, found.number, found.building, found.street, found.town, found.lines) == direct[:6]

"""Kept rows are the rows that were given, in little room, and rows that hang together stay together."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.core.facts import Case, Details, Identifier, Professional, Row, StatedAddress
from mast.graph.staging import connected
from mast.loaders.imprints import Imprinter, imprinted
from mast.loaders.rows import Chosen, KeptRows

TEXT = st.text(max_size=4)
DETAILS = st.none() | st.builds(Details, surname=TEXT, born_on=st.none() | st.just(date(1990, 1, 2)))
IDENTIFIERS = st.lists(st.builds(Identifier, st.sampled_from(["nhs", "phone"]), TEXT), max_size=2).map(tuple)
ADDRESS = st.none() | st.builds(StatedAddress, key=TEXT, postcode=TEXT)
WORKER = st.none() | st.builds(Professional, key=TEXT, partner=st.just("police"), name=TEXT)
CASE = st.none() | st.builds(Case, st.booleans())
ROW = st.builds(
    Row,
    st.just("police"),
    TEXT,
    st.sampled_from(["call", "visit"]),
    st.dates(date(2026, 1, 1), date(2026, 1, 5)),
    TEXT,
    DETAILS,
    IDENTIFIERS,
    ADDRESS,
    WORKER,
    CASE,
)
ROWS = st.lists(ROW, max_size=20)


def kept(rows: Sequence[Row]) -> KeptRows:
    made = KeptRows()
    for row in rows:
        made.add(row)
    return made


@settings(deadline=None)
@given(ROWS, st.slices(20))
def test_kept_rows_are_the_rows_that_were_given(rows: list[Row], part: slice) -> None:
    held = kept(rows)
    assert list(held) == rows
    assert len(held) == len(rows)
    assert list(held[part]) == rows[part]
    for at in range(-len(rows), len(rows)):
        assert held[at] == rows[at]
    for at in (len(rows), -len(rows) - 1):
        with pytest.raises(IndexError):
            held[at]


@settings(deadline=None)
@given(ROWS, st.data())
def test_some_of_them_are_chosen_without_a_copy(rows: list[Row], data: st.DataObject) -> None:
    at = data.draw(st.lists(st.integers(0, len(rows) - 1), unique=True).map(sorted)) if rows else []
    some = Chosen(kept(rows), at)
    assert list(some) == [rows[place] for place in at]
    assert list(some[1:]) == list(some)[1:]
    assert [some[place] for place in range(len(some))] == list(some)


@settings(deadline=None)
@given(ROWS, st.integers(1, 5))
def test_imprints_are_the_same_in_pieces(rows: list[Row], size: int) -> None:
    imprinter = Imprinter()
    pieces = [imprinter.of(rows[at : at + size]) for at in range(0, len(rows), size)]
    assert b"".join(piece.tobytes() for piece in pieces) == imprinted(rows).tobytes()


@settings(deadline=None)
@given(ROWS)
def test_rows_that_share_a_record_or_an_event_are_one_group(rows: list[Row]) -> None:
    graph: nx.Graph[object] = nx.Graph()
    for at, row in enumerate(rows):
        graph.add_edge(at, ("event", row.event))
        if row.record:
            graph.add_edge(at, ("record", row.record))
    wanted = [sorted(one for one in group if isinstance(one, int)) for group in nx.connected_components(graph)]
    assert list(connected(rows)) == [[rows[at] for at in group] for group in sorted(wanted)]


PROGRAM = """
import sys
from datetime import date
from pathlib import Path
from mast.loaders.checking import check
from mast.loaders.formats.source import opened
from mast.loaders.mapping import built_in_mappings
from mast.loaders.recognition import recognise
with opened(Path(sys.argv[1])) as source:
    checked = check(source, recognise(source, built_in_mappings()), date(2026, 10, 31))
print(len(checked.delivery.rows))
print(*(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "police_20261031.txt"
MOST_BYTES_A_ROW = 250


def grown(folder: Path, rows: int) -> Path:
    """The police's sample again and again, each time with other events, and with other people from time to time."""
    header, *lines = SAMPLE.read_text(encoding="cp1252").splitlines()
    file = folder / SAMPLE.name
    with file.open("w", encoding="cp1252") as out:
        out.write(header + "\n")
        for number in range(rows):
            cells = lines[number % len(lines)].split("|")
            people = number // 100_000
            cells[0] = f"{cells[0]}-{people}" if cells[0] and people else cells[0]
            out.write("|".join([*cells[:8], f"{number}-WM", *cells[9:]]) + "\n")
    return file


def held(folder: Path, rows: int) -> tuple[int, int]:
    """Rows that were accepted, and the most bytes that the process ever had."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(grown(folder, rows))], check=True, capture_output=True, text=True
    )
    accepted, kilobytes = map(int, ran.stdout.split())
    return accepted, 1024 * kilobytes


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("few", "many"),
    [(20_000, 60_000), pytest.param(250_000, 1_000_000, marks=[pytest.mark.slow, pytest.mark.timeout(600)])],
)
def test_a_row_more_takes_little_more_memory(
    tmp_path: Path, few: int, many: int, record_property: Callable[[str, object], None]
) -> None:
    less, at_first = held(tmp_path, few)
    more, at_last = held(tmp_path, many)
    assert more > 0.9 * many
    each = (at_last - at_first) / (more - less)
    record_property("matrix", f"checking {more} rows: {at_last / 2**20:.0f} MiB, {each:.0f} bytes a further row")
    assert each < MOST_BYTES_A_ROW

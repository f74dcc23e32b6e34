"""Rows that were read before: what is known of them is what reading them in full would say."""

import errno
import stat
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.core.settings import Settings
from mast.ledger.stated import NOTHING, Stated
from mast.loaders import familiar
from mast.loaders.checking import Checked, check
from mast.loaders.contract import Mapping
from mast.loaders.familiar import Familiar, Parted
from mast.loaders.formats.source import opened
from mast.loaders.formats.table import Cell
from mast.loaders.imprints import content
from mast.loaders.mapping import built_in_mappings
from mast.loaders.recognition import recognise
from mast.loaders.unchanged import news
from tests.loaders.files import SAMPLES, adult, adults_csv, mapping_of
from tests.loaders.test_load import Bench, bench, inbox, put

__all__ = ["bench", "inbox"]
AS_OF = date(2026, 10, 31)

ADULTS = st.lists(
    st.builds(
        lambda event, record, surname, dob, day: adult(
            CONTACT_ID=event, LAS_ID=record, LAST_NAME=surname, DOB=dob, CONTACT_DATE=day
        ),
        st.sampled_from(["C1", "C2", "C3", "C4", " C1 ", "C1.0", ""]),
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from(["Smith", "Smyth", "Smith\x1fOther", "\x1eSmith", "Zoë"]),
        st.sampled_from(["10/12/1985", "01/01/1900", "31/12/2026", ""]),
        st.sampled_from(["01/03/2026", "30/10/2023", "30/10/2026", "soon"]),
    ),
    min_size=1,
    max_size=8,
)


def read(path: Path, mapping: Mapping, as_of: date, known: Familiar | None) -> Checked:
    with opened(path) as source:
        return check(source, mapping, as_of, familiar=known)


def remembered(home: Settings, mapping: Mapping, checked: Checked, held: Stated = NOTHING) -> None:
    imprints = checked.imprints
    assert isinstance(checked.parted, Parted)
    stated = held.under(news(imprints, held).stated)
    Familiar.of(home, mapping).remember(checked.parted, imprints, stated)


def same(one: Checked, other: Checked) -> bool:
    """Whether both tell the same of a file, in whatever order."""
    assert sorted(map(repr, one.every_row())) == sorted(map(repr, other.every_row()))
    assert content(one.imprints) == content(other.imprints)
    assert (one.tally, one.unread, one.encoding) == (other.tally, other.unread, other.encoding)
    return one.findings == other.findings


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, home=tmp_path / "home")


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*_20261031.*")), ids=lambda path: path.stem)
def test_a_sample_read_again_is_told_the_same(home: Settings, path: Path) -> None:
    with opened(path) as source:
        mapping = recognise(source, built_in_mappings())
    assert mapping is not None
    first = read(path, mapping, AS_OF, Familiar.of(home, mapping))
    assert same(first, read(path, mapping, AS_OF, None))
    remembered(home, mapping, first)
    again = read(path, mapping, AS_OF, Familiar.of(home, mapping))
    assert len(again.delivery.rows) == first.tally.flagged
    assert same(again, first)


@settings(deadline=None, max_examples=60)
@given(ADULTS, ADULTS, st.randoms())
def test_what_is_known_is_what_reading_in_full_says(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[dict[str, str]],
    after: list[dict[str, str]],
    chance: Random,
) -> None:
    folder = tmp_path_factory.mktemp("familiar")
    home, mapping = Settings(_env_file=None, home=folder), mapping_of("adults")
    good = adult(LAS_ID="G", CONTACT_ID="G1")
    path = folder / "adults.csv"
    path.write_text(adults_csv(good, *before), encoding="utf-8")
    remembered(home, mapping, read(path, mapping, AS_OF, Familiar.of(home, mapping)))
    rows = [good, *before, *after]
    chance.shuffle(rows)
    path.write_text(adults_csv(*rows), encoding="utf-8")
    # Of two rows of one event and record the first is taken, known or not.
    assert same(read(path, mapping, AS_OF, Familiar.of(home, mapping)), read(path, mapping, AS_OF, None))


def test_rows_are_read_in_full_where_any_of_them_is_asked_for(home: Settings, tmp_path: Path) -> None:
    mapping, rows = mapping_of("adults"), [adult(CONTACT_ID=f"C{n}", LAS_ID=str(n)) for n in range(6)]
    (path := tmp_path / "adults.csv").write_text(adults_csv(*rows[:4]), encoding="utf-8")
    first = read(path, mapping, AS_OF, Familiar.of(home, mapping))
    remembered(home, mapping, first)
    path.write_text(adults_csv(*rows), encoding="utf-8")
    again = read(path, mapping, AS_OF, Familiar.of(home, mapping))
    assert [row.event for row in again.delivery.rows] == ["C4", "C5"]
    assert [row.event for row in again.rows([1, 2, 5])] == ["C5", "C0", "C3"]
    assert again.rows([2]) == first.delivery.rows[:1]


def test_a_day_that_is_past_keeping_by_now_is_not_taken_in_again(home: Settings, tmp_path: Path) -> None:
    mapping = mapping_of("adults")
    (path := tmp_path / "adults.csv").write_text(
        adults_csv(adult(), adult(CONTACT_ID="C2", CONTACT_DATE="31/10/2023")), encoding="utf-8"
    )
    remembered(home, mapping, read(path, mapping, AS_OF, Familiar.of(home, mapping)))
    later = read(path, mapping, date(2026, 11, 1), Familiar.of(home, mapping))
    assert [finding.reason for finding in later.findings] == ["older_than_3_years"]
    assert (later.tally.accepted, len(later.delivery.rows)) == (1, 0)


def test_for_an_older_day_nothing_is_known(home: Settings, tmp_path: Path) -> None:
    """A date of birth that was past on the later day may lie ahead on the older."""
    mapping = mapping_of("adults")
    (path := tmp_path / "adults.csv").write_text(
        adults_csv(adult(CONTACT_ID="C2", LAS_ID="2"), adult(DOB="30/10/2026")), encoding="utf-8"
    )
    remembered(home, mapping, read(path, mapping, AS_OF, Familiar.of(home, mapping)))
    older = date(2026, 10, 29)
    assert same(read(path, mapping, older, Familiar.of(home, mapping)), read(path, mapping, older, None))
    remembered(home, mapping, read(path, mapping, older, Familiar.of(home, mapping)))
    assert len(read(path, mapping, AS_OF, Familiar.of(home, mapping)).delivery.rows) == 0


def another_mapping(mapping: Mapping) -> Mapping:
    kinds = mapping.touchpoints.model_copy(update={"kind": "visit", "kinds": ("visit",)})
    return mapping.model_copy(update={"touchpoints": kinds})


@pytest.mark.parametrize(
    "change",
    [
        lambda home, mapping: another_mapping(mapping),
        lambda home, mapping: home.keep_key.write_text("00" * 32) and mapping,
        lambda home, mapping: damaged(home.familiar_folder / "adults.rows", 40) and mapping,
        lambda home, mapping: damaged(home.familiar_folder / "adults.rows", -1) and mapping,
        lambda home, mapping: cut_off(home.familiar_folder / "adults.rows") and mapping,
    ],
    ids=["mapping", "key", "hash", "last byte", "cut off"],
)
def test_what_was_written_otherwise_is_as_good_as_nothing(
    home: Settings, tmp_path: Path, change: Callable[[Settings, Mapping], Mapping]
) -> None:
    mapping = mapping_of("adults")
    (path := tmp_path / "adults.csv").write_text(adults_csv(adult()), encoding="utf-8")
    remembered(home, mapping, read(path, mapping, AS_OF, Familiar.of(home, mapping)))
    assert len(Familiar.of(home, mapping).recall()[0]) == 1
    assert len(Familiar.of(home, change(home, mapping)).recall()[0]) == 0


def damaged(file: Path, at: int) -> int:
    held = bytearray(file.read_bytes())
    held[at] ^= 1
    return file.write_bytes(held)


def cut_off(file: Path) -> int:
    return file.write_bytes(file.read_bytes()[:-86])


def test_other_code_knows_nothing(home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mapping = mapping_of("adults")
    (path := tmp_path / "adults.csv").write_text(adults_csv(adult()), encoding="utf-8")
    remembered(home, mapping, read(path, mapping, AS_OF, Familiar.of(home, mapping)))
    monkeypatch.setattr(familiar, "_code", lambda: b"a later version")
    assert len(Familiar.of(home, mapping).recall()[0]) == 0


def test_columns_in_another_order_are_the_same_rows(home: Settings, tmp_path: Path) -> None:
    mapping = mapping_of("adults")
    (path := tmp_path / "adults.csv").write_text(adults_csv(adult()), encoding="utf-8")
    remembered(home, mapping, read(path, mapping, AS_OF, Familiar.of(home, mapping)))
    lines = adults_csv(adult()).splitlines()
    turned = "\n".join(",".join(reversed(line.split(","))) for line in lines)
    path.write_text(turned, encoding="utf-8")
    assert len(read(path, mapping, AS_OF, Familiar.of(home, mapping)).delivery.rows) == 0


def test_no_more_is_kept_than_rows_state(home: Settings, tmp_path: Path) -> None:
    mapping, held = mapping_of("adults"), NOTHING
    path = tmp_path / "adults.csv"
    for surname in ("Smith", "Smyth", " Smyth"):
        path.write_text(adults_csv(adult(LAST_NAME=surname)), encoding="utf-8")
        checked = read(path, mapping, AS_OF, Familiar.of(home, mapping))
        remembered(home, mapping, checked, held)
        held = held.under(news(checked.imprints, NOTHING).stated)
        assert len(Familiar.of(home, mapping).recall()[0]) == 1
    assert len(read(path, mapping, AS_OF, Familiar.of(home, mapping)).delivery.rows) == 0


def test_a_disk_without_room_is_no_fault(home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mapping = mapping_of("adults")
    (path := tmp_path / "adults.csv").write_text(adults_csv(adult()), encoding="utf-8")
    checked = read(path, mapping, AS_OF, Familiar.of(home, mapping))

    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    remembered(home, mapping, checked)
    assert list(home.familiar_folder.iterdir()) == []


def test_days_of_a_workbook_come_back_as_they_were() -> None:
    cells: list[Cell] = ["N1", date(2026, 10, 31), datetime(2026, 10, 31, 18, 29), ""]
    packed = familiar._packed(cells)
    assert packed is not None
    assert familiar._unpacked(packed) == cells
    assert familiar._packed(["a\x1fb", "c"]) is None
    assert familiar._packed(["\x1e2026-10-31", "c"]) is None
    assert familiar._packed(["\x1e2026-10-31", date(2026, 10, 31)]) is None


def test_a_load_leaves_hashes_only_and_the_next_one_tells_the_one_changed_row(bench: Bench, inbox: Path) -> None:
    rows = [adult(CONTACT_ID=f"C{n}", LAS_ID=str(n), LAST_NAME=f"Surname{'abcdefgh'[n]}") for n in range(8)]
    bench.load(put(inbox, "adults_social_care_20261030.csv", *rows))
    (file,) = bench.settings.familiar_folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"Surname" not in file.read_bytes()
    rows[3] |= {"LAST_NAME": "Otherwise"}
    (outcome,) = bench.load(put(inbox, "adults_social_care_20261031.csv", *reversed(rows))).files
    assert (outcome.outcome, outcome.unchanged, outcome.tally.accepted) == ("loaded", 7, 8)
    assert [row.event for row in bench.graph.staged[-1].rows] == ["C3"]


def test_what_is_known_and_no_longer_stated_is_news_again(bench: Bench, inbox: Path) -> None:
    """The rows of a full delivery that retired them are known by their cells still; the ledger has forgotten them."""
    rows = [adult(CONTACT_ID=f"C{n}", LAS_ID=str(n)) for n in range(4)]
    bench.load(put(inbox, "adults_social_care_20261029.csv", *rows))
    with bench.ledger.begin() as connection:
        connection.exec_driver_sql("DELETE FROM stated_rows")
    bench.load(put(inbox, "adults_social_care_20261030.csv", *rows[:2]))
    assert [row.event for row in bench.graph.staged[-1].rows] == ["C0", "C1"]

"""The load run: what is written, in which order, and what remains when something fails."""

import csv
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import select

from mast.core.errors import GraphDamaged, GraphUnreachable, MappingRefused, MastError, UsageError
from mast.core.facts import Delivery
from mast.core.settings import Settings
from mast.graph.connection import Graph
from mast.graph.staging import StagedCounts
from mast.graph.writer import Writer
from mast.ledger import deliveries, runs, tables
from mast.ledger.lease import writer_lease
from mast.ledger.store import Ledger, open_ledger
from mast.loaders import rejects
from mast.loaders.checking import silently
from mast.loaders.keeping import KeptDeliveries
from mast.loaders.load import Anyway, load
from mast.loaders.looking import Asked, Looking
from mast.loaders.mapping import configured_partners
from mast.loaders.outcomes import LoadSummary
from tests.loaders.files import ADULT, SAMPLES, adult, adults_csv

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ANYWAY = Anyway("the partner says that it is right", "operator")


@dataclass
class FakeGraph:
    """Keeps what was staged; fails at the delivery of ``breaks_at``, a partner code."""

    staged: list[Delivery] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    breaks_at: str = ""
    breaks_with: type[MastError] = GraphUnreachable

    def stage(
        self,
        graph: Graph,
        delivery: Delivery,
        *,
        token: int,
        progress: Callable[[int], None] | None = None,
        afterwards: Callable[[Writer], None] | None = None,
    ) -> StagedCounts:
        if delivery.partner.code == self.breaks_at:
            raise self.breaks_with("The graph does not do it.")
        self.staged.append(delivery)
        self.tokens.append(token)
        if progress:
            progress(len(delivery.rows))
        return StagedCounts(len(self.staged), 1, len(delivery.rows), 1, 1, 4, 0, 0)


@dataclass
class Bench:
    settings: Settings
    ledger: Ledger
    graph: FakeGraph

    def load(self, *paths: Path, **options: Any) -> LoadSummary:
        with writer_lease(self.ledger, "load", lambda: NOW) as lease:
            anyway, progress = options.pop("anyway", None), options.pop("progress", silently)
            with Looking(Asked(paths, TODAY, **options), self.settings, self.ledger, progress) as looking:
                return load(
                    looking,
                    graph=cast(Graph, None),
                    ledger=self.ledger,
                    lease=lease,
                    now=lambda: NOW,
                    anyway=anyway,
                    stage=self.graph.stage,
                )


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    settings = Settings(home=tmp_path / "home")
    with open_ledger(settings) as ledger:
        yield Bench(settings, ledger, FakeGraph())


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, *rows: dict[str, str]) -> Path:
    path = folder / name
    path.write_text(adults_csv(*(rows or (ADULT,))), encoding="utf-8")
    return path


def faults(path: Path) -> list[tuple[str, str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return [(row["file"], row["row_number"], row["reason"]) for row in csv.DictReader(handle)]


def outcomes(summary: LoadSummary) -> dict[str, str]:
    return {file.file: file.outcome for file in summary.files}


def test_the_sample_folder_is_loaded_and_the_rest_left_alone(bench: Bench) -> None:
    summary = bench.load(SAMPLES)
    assert summary.exit_code == 0
    assert [file.partner for file in summary.of("loaded")] == ["adults", "children", "fire", "hospital", "police"]
    assert {file.file for file in summary.of("not an extract")} == {
        path.name for path in SAMPLES.iterdir() if path.suffix in (".md", ".csv") and "_2026" not in path.name
    }
    assert {delivery.data_as_of for delivery in bench.graph.staged} == {date(2026, 10, 31)}
    for file in summary.of("loaded"):
        assert file.rejects == bench.settings.rejects_folder / f"{file.delivery}.csv"
        assert file.rejects.is_file()
    found = [row for path in bench.settings.rejects_folder.iterdir() for row in faults(path)]
    assert sorted(found) == sorted(faults(SAMPLES / "bad_rows.csv"))


def test_the_next_extract_is_read_while_the_last_is_written_whatever_stands_between(bench: Bench, inbox: Path) -> None:
    first, last = put(inbox, "a_first.csv"), put(inbox, "d_last.csv", ADULT, ADULT)
    for name in ("b_note.txt", "c_list.csv"):
        (inbox / name).write_text("street\nHeath Way\n", encoding="utf-8")
    read = threading.Event()

    def progress(file: str, doing: str, done: int, total: int | None) -> None:
        if file == last.name and done == total:
            read.set()

    names = []
    with Looking(Asked([inbox], TODAY), bench.settings, bench.ledger, progress) as looking:
        for file in looking.files:
            names.append(file.arrival.found.path.name)
            assert names[0] == first.name
            assert read.wait(30)
    assert names == sorted(path.name for path in inbox.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="counts open files in /proc")
def test_a_folder_of_many_files_is_not_held_open_at_once(bench: Bench, inbox: Path) -> None:
    for number in range(300):
        (inbox / f"{number:03}.txt").write_text("street\nHeath Way\n", encoding="utf-8")
    most = 0
    with Looking(Asked([inbox], TODAY), bench.settings, bench.ledger) as looking:
        for file in looking.files:
            most = max(most, sum(link.resolve().parent == inbox for link in Path("/proc/self/fd").iterdir()))
            file.closing.close()
    assert 0 < most <= 60


def test_the_same_bytes_are_loaded_once_whatever_their_name(bench: Bench, inbox: Path) -> None:
    first = put(inbox, "adults_social_care_20261031.csv")
    again = inbox / "adults_social_care_20261101.csv"
    assert bench.load(first).exit_code == 0
    again.write_bytes(first.read_bytes())
    summary = bench.load(first, again)
    assert outcomes(summary) == dict.fromkeys([first.name, again.name], "already loaded")
    assert summary.exit_code == 0
    assert summary.files[0].tally.accepted == 1
    assert len(bench.graph.staged) == 1


def test_the_same_name_with_other_bytes_is_a_new_delivery(bench: Bench, inbox: Path) -> None:
    path = put(inbox, "adults_social_care_20261031.csv")
    one = bench.load(path).files[0]
    put(inbox, path.name, adult(CONTACT_ID="C2"))
    two = bench.load(path).files[0]
    assert one.outcome == two.outcome == "loaded"
    assert one.delivery != two.delivery


@pytest.mark.parametrize(
    "name", ["adults_social_care_20261031_with_notes.csv", "police_20261031_truncated.txt", "empty.csv"]
)
def test_an_unfit_file_named_directly_is_refused_and_nothing_written(bench: Bench, name: str) -> None:
    summary = bench.load(SAMPLES / "refused" / name)
    assert summary.exit_code == 3
    assert outcomes(summary) == {name: "refused"}
    assert summary.files[0].reason.startswith(f"{name}: refused, ")
    assert bench.graph.staged == []
    assert not bench.settings.rejects_folder.exists()
    assert {row.state for row in deliveries.latest(bench.ledger).values()} <= {"held"}
    assert deliveries.freshness(bench.ledger) == {}
    assert runs.recent(bench.ledger)[0].outcome == "refused"


def test_a_refused_file_does_not_hold_up_the_others(bench: Bench, inbox: Path) -> None:
    good = put(inbox, "adults_social_care_20261031.csv")
    bad = SAMPLES / "refused" / "police_20261031_truncated.txt"
    named = bench.load(bad, good)
    assert outcomes(named) == {bad.name: "refused", good.name: "loaded"}
    assert named.exit_code == 3
    (inbox / bad.name).write_bytes(bad.read_bytes())
    folder = bench.load(inbox)
    assert outcomes(folder) == {bad.name: "refused", good.name: "already loaded"}
    assert folder.exit_code == 0


def test_a_file_that_is_no_extract_is_refused_when_named_and_passed_over_in_a_folder(bench: Bench, inbox: Path) -> None:
    (inbox / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (inbox / "empty.csv").touch()
    assert bench.load(inbox / "notes.csv").exit_code == 3
    summary = bench.load(inbox)
    assert outcomes(summary) == {"empty.csv": "not an extract", "notes.csv": "not an extract"}
    assert summary.exit_code == 3


def test_an_empty_folder_loads_nothing(bench: Bench, inbox: Path) -> None:
    assert bench.load(inbox).exit_code == 3


def test_the_partner_may_be_given(bench: Bench, inbox: Path) -> None:
    path = put(inbox, "march.csv")
    assert bench.load(path, partner="adults").files[0].partner == "adults"
    assert "not the header" in bench.load(path, partner="police").files[0].reason
    (inbox / "police_20261031.txt").write_text("whatever\n", encoding="utf-8")
    assert outcomes(bench.load(inbox, partner="adults")) == {
        "march.csv": "already loaded",
        "police_20261031.txt": "not an extract",
    }
    with pytest.raises(UsageError):
        bench.load(path, partner="ambulance")


def test_a_new_partner_read_by_a_mapping_file_is_on_the_cards(bench: Bench, inbox: Path, tmp_path: Path) -> None:
    built_in = Path(rejects.__file__).parent / "mappings" / "adults.toml"
    mapping = tmp_path / "housing.toml"
    text = built_in.read_text(encoding="utf-8").replace('code = "adults"', 'code = "housing"')
    mapping.write_text(text.replace('LAS_ID = "record"', 'TENANT = "record"'), encoding="utf-8")
    path = inbox / "tenants.csv"
    path.write_text(adults_csv(ADULT).replace("LAS_ID", "TENANT"), encoding="utf-8")
    refused = bench.load(put(inbox, "adults_social_care_20261031.csv"), mapping=mapping)
    assert refused.exit_code == 3
    assert "housing" not in {partner.code for partner in configured_partners(bench.settings)}
    summary = bench.load(path, mapping=mapping)
    assert (summary.exit_code, summary.files[0].partner) == (0, "housing")
    assert bench.graph.staged[0].rows[0].record_key == "housing:100"
    assert "housing" in {partner.code for partner in configured_partners(bench.settings)}
    (bench.settings.home / "mappings" / "housing.toml").write_text("partner = 1", encoding="utf-8")
    with pytest.raises(MappingRefused, match=r"housing\.toml"):
        configured_partners(bench.settings)


def test_a_mapping_given_once_for_a_known_partner_does_not_outlast_the_load(
    bench: Bench, inbox: Path, tmp_path: Path
) -> None:
    built_in = Path(rejects.__file__).parent / "mappings" / "adults.toml"
    mapping = tmp_path / "odd.toml"
    mapping.write_text(built_in.read_text(encoding="utf-8").replace('LAS_ID = "record"', 'OLD_ID = "record"'), "utf-8")
    odd = inbox / "odd.csv"
    odd.write_text(adults_csv(ADULT).replace("LAS_ID", "OLD_ID"), encoding="utf-8")
    assert bench.load(odd, mapping=mapping).exit_code == 0
    assert not (bench.settings.home / "mappings").exists()
    usual = put(inbox, "adults_social_care_20261102.csv", adult(CONTACT_ID="B"))
    assert outcomes(bench.load(usual)) == {usual.name: "loaded"}


def test_only_what_is_new_is_written_whatever_file_it_comes_in(bench: Bench, inbox: Path) -> None:
    rows = [adult(LAS_ID=str(100 + place // 2), CONTACT_ID=f"C{place}") for place in range(8)]
    bench.load(put(inbox, "adults_social_care_20261028.csv", *rows))
    changed = [{**row, "LAST_NAME": "Newname"} if row["CONTACT_ID"] == "C5" else row for row in rows]
    (file,) = bench.load(put(inbox, "adults_social_care_20261029.csv", *reversed(changed))).files
    assert (file.outcome, file.tally.accepted, file.unchanged) == ("loaded", 8, 6)
    assert {row.event for row in bench.graph.staged[1].rows} == {"C4", "C5"}  # all of its record
    (file,) = bench.load(put(inbox, "adults_social_care_20261030.csv", *changed)).files
    assert (file.outcome, file.unchanged) == ("loaded", 8)
    assert len(bench.graph.staged) == 2
    assert deliveries.freshness(bench.ledger) == {"adults": date(2026, 10, 30)}
    assert deliveries.latest(bench.ledger)["adults"].generation == 2
    back = put(inbox, "adults_social_care_20261031.csv", rows[5], *rows)  # as it was at first, one line twice
    assert bench.load(back).files[0].codes == ("repeated",)
    bench.load(back, anyway=ANYWAY)
    assert {row.event for row in bench.graph.staged[2].rows} == {"C4", "C5"}


def test_rows_that_were_not_written_are_not_known(bench: Bench, inbox: Path) -> None:
    path = put(inbox, "adults_social_care_20261031.csv")
    bench.graph.breaks_at = "adults"
    with pytest.raises(GraphUnreachable):
        bench.load(path)
    bench.graph.breaks_at = ""
    (file,) = bench.load(path).files
    assert (file.outcome, file.unchanged) == ("loaded", 0)


def test_the_day_of_the_data(bench: Bench, inbox: Path) -> None:
    dated = put(inbox, "adults_social_care_20261031.csv", adult(CONTACT_ID="A"))
    undated = put(inbox, "adults_social_care_new.csv", adult(CONTACT_ID="B"))
    told = put(inbox, "adults_social_care_20261001.csv", adult(CONTACT_ID="C"))
    bench.load(told, as_of=date(2026, 10, 15))
    bench.load(undated, dated)
    assert [delivery.data_as_of for delivery in bench.graph.staged] == [date(2026, 10, 15), date(2026, 10, 31), TODAY]


def test_a_graph_that_fails_leaves_the_delivery_failed_and_it_can_be_loaded_again(bench: Bench, inbox: Path) -> None:
    put(inbox, "adults_social_care_20261031.csv")
    for name in ("fire_20261031.jsonl", "police_20261031.txt"):
        (inbox / name).write_bytes((SAMPLES / name).read_bytes())
    bench.graph.breaks_at = "fire"
    with pytest.raises(GraphUnreachable):
        bench.load(inbox)
    states = {code: row.state for code, row in deliveries.latest(bench.ledger).items()}
    assert states == {"adults": "loaded", "fire": "failed"}
    # Whether the graph took it in is not known: the next writer asks, and needs its files if it did.
    assert {file.split("-")[0] for file in KeptDeliveries.of(bench.settings).ids()} == {"adults", "fire"}
    assert {path.name.split("-")[0] for path in bench.settings.rejects_folder.iterdir()} == {"adults", "fire"}
    assert runs.recent(bench.ledger)[0].outcome == "failed"
    bench.graph.breaks_at = ""
    assert [file.outcome for file in bench.load(inbox).files] == ["already loaded", "loaded", "loaded"]


def test_a_full_disk_stages_nothing(bench: Bench, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path = put(inbox, "adults_social_care_20261031.csv")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(MastError, match="No space left"):
            bench.load(path)
    assert bench.graph.staged == []
    assert not any(bench.settings.rejects_folder.glob("*"))
    assert bench.load(path).exit_code == 0


def test_the_ledger_tells_of_each_delivery_and_the_token_fences_each_stage(bench: Bench, inbox: Path) -> None:
    path = put(inbox, "adults_social_care_20261031.csv", ADULT, adult(CONTACT_ID="C2", POSTCODE="?"), adult(LAS_ID=""))
    bench.load(path)
    row = deliveries.latest(bench.ledger)["adults"]
    assert (row.state, row.file, row.data_as_of) == ("loaded", path.name, date(2026, 10, 31))
    assert (row.tally.rows, row.tally.accepted, row.tally.rejected, row.tally.flagged) == (3, 2, 1, 1)
    run = runs.recent(bench.ledger)[0]
    assert (run.verb, run.outcome) == ("load", "done")
    assert [(step.name, step.state) for step in run.steps] == [(row.id, "started"), (row.id, "done")]
    assert run.steps[1].counts["opened"] == 4
    assert len(bench.graph.tokens) == 1


def test_progress_is_told_while_reading_and_staging(bench: Bench) -> None:
    heard: list[tuple[str, int, int | None]] = []
    bench.load(
        SAMPLES / "police_20261031.txt",
        progress=lambda file, doing, done, total: heard.append((doing, done, total)),
    )
    (reading, done, guessed), *others = heard
    assert (reading, done) == ("reading", 1000)
    assert guessed is not None
    assert 1000 < guessed < 2500
    assert others == [("reading", 1749, 1749), ("staging", 1741, 1741)]


def test_no_value_of_a_row_reaches_the_rejects_file_or_a_message(bench: Bench, inbox: Path) -> None:
    secret = adult(LAST_NAME="Zyxwvut", DOB="31/02/1987", POSTCODE="QQ99 9QQ", WORKER_PHONE="not-a-phone")
    summary = bench.load(put(inbox, "adults_social_care_20261031.csv", ADULT, secret | {"CONTACT_ID": "C9"}))
    assert summary.files[0].rejects is not None
    text = summary.files[0].rejects.read_text(encoding="utf-8")
    assert not [value for value in ("Zyxwvut", "1987", "QQ99", "not-a-phone", "C9") if value in text]


def test_what_is_loaded_is_kept_and_what_fails_is_not(bench: Bench, inbox: Path) -> None:
    kept = KeptDeliveries.of(bench.settings)
    (file,) = bench.load(put(inbox, "adults_social_care_20261031.csv", adult())).files
    assert kept.ids() == {file.delivery}
    with bench.ledger.read() as connection:
        assert connection.execute(select(tables.deliveries.c.newest_on)).scalar_one() == date(2026, 3, 1)
    bench.graph.breaks_at, bench.graph.breaks_with = "adults", GraphDamaged
    with pytest.raises(GraphDamaged):
        bench.load(put(inbox, "adults_social_care_20261101.csv", adult(LAST_NAME="Byron")))
    assert kept.ids() == {file.delivery}


def test_one_loaded_before_deliveries_were_kept_is_kept_when_it_comes_again(bench: Bench, inbox: Path) -> None:
    path, kept = put(inbox, "adults_social_care_20261031.csv"), KeptDeliveries.of(bench.settings)
    (file,) = bench.load(path).files
    kept.drop(file.delivery)
    assert outcomes(bench.load(path)) == {path.name: "already loaded"}
    assert kept.ids() == {file.delivery}


def test_what_cannot_be_kept_is_not_loaded(bench: Bench, inbox: Path) -> None:
    bench.settings.home.joinpath("deliveries").write_text("in the way")
    with pytest.raises(MastError, match=r"\.kept cannot be written"):
        bench.load(put(inbox, "adults_social_care_20261031.csv"))
    assert bench.graph.staged == []

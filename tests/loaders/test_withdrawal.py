"""Load A, B and C, withdraw B: the graph and the ledger are as after loading A and C, whatever the three say."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from mast.core.errors import GraphUnreachable, InputRefused, UsageError
from mast.core.settings import Settings
from mast.graph.connection import Graph
from mast.graph.links import FOREVER, STATED
from mast.graph.schema import ensure_schema
from mast.graph.standing import withdrawn_deliveries
from mast.graph.writer import take_over
from mast.ledger import deliveries, intake, runs
from mast.ledger.lease import Lease, writer_lease
from mast.ledger.stated import stated_by
from mast.ledger.store import Ledger, open_ledger
from mast.loaders.checking import silently
from mast.loaders.keeping import KeptDeliveries
from mast.loaders.load import Anyway, load
from mast.loaders.looking import Asked, Looking
from mast.loaders.mapping import BUILT_IN
from mast.loaders.originals import Originals
from mast.loaders.recognition import MANIFEST
from mast.loaders.withdrawal import withdraw
from tests.loaders.files import adult, adults_csv

Cells = dict[str, str]
T = TypeVar("T")
OFTEN = settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass
class Bench:
    """Two partners with one contract in one deployment: ``adults``, and ``twin``, whose every file is fit."""

    graph: Graph
    ledger: Ledger
    settings: Settings
    folder: Path
    _ticks: Iterator[int] = field(default_factory=count)
    _files: Iterator[int] = field(default_factory=count)

    def now(self) -> datetime:
        return datetime(2026, 11, 9, 6, 0, tzinfo=UTC) + timedelta(seconds=next(self._ticks))

    def file(self, rows: Sequence[Cells], kind: str = "delta") -> Path:
        path = self.folder / f"adults_{next(self._files)}.csv"
        path.write_text(adults_csv(*rows), encoding="utf-8")
        path.with_name(path.name + MANIFEST).write_text(json.dumps({"kind": kind}), encoding="utf-8")
        return path

    def load(self, partner: str, *files: Path) -> list[str]:
        def one(lease: Lease, file: Path) -> str:
            asked = Asked([file], date(2026, 11, 9), mapping=self.folder / f"{partner}.toml")
            with Looking(asked, self.settings, self.ledger) as looking:
                (found,) = load(
                    looking,
                    graph=self.graph,
                    ledger=self.ledger,
                    lease=lease,
                    now=self.now,
                    anyway=Anyway("a test", "test"),
                ).files
            assert found.outcome == "loaded", found
            return found.delivery

        return [self._writing(lambda lease, file=file: one(lease, file)) for file in files]  # type: ignore[misc]

    def withdraw(self, delivery: str, folder: Path | None = None) -> None:
        self._writing(
            lambda lease: withdraw(
                delivery,
                Originals(self.settings, [folder or self.folder]),
                graph=self.graph,
                ledger=self.ledger,
                lease=lease,
                now=self.now,
                progress=silently,
                reason="sent by mistake",
                by="test",
            )
        )

    def _writing(self, work: Callable[[Lease], T]) -> T:
        with writer_lease(self.ledger, "test", self.now) as lease:
            take_over(self.graph, lease.token)
            return work(lease)

    def says(self, partner: str, example: int) -> dict[str, list[str]]:
        """The open links of an example's records and events, by kind, and which rows the ledger knows."""
        records = [f"{partner}:{example}-{n}" for n in range(4)]
        events = [f"{partner}:E{example}-{n}" for n in range(6)]
        found = {}
        for kind in STATED:
            keys = events if kind.name in ("had", "at", "handled_by") else records
            rows = self.graph.read(f"staging/{kind.name}_of", keys=keys, forever=FOREVER)
            found[kind.name] = sorted(repr(row).replace(partner, "it") for row in rows)
        found["known"] = [row.hex() for row, _ in stated_by(self.ledger, partner)[0].pairs()]
        return found


def made(graph: Graph, folder: Path, ledger: Ledger, home: Path) -> Bench:
    ensure_schema(graph)
    text = (BUILT_IN / "adults.toml").read_text(encoding="utf-8")
    for code in ("adults", "twin"):
        (folder / f"{code}.toml").write_text(text.replace('code = "adults"', f'code = "{code}"'), encoding="utf-8")
    return Bench(graph, ledger, Settings(home=home), folder)


@pytest.fixture
def bench(graph: Graph, tmp_path: Path, home: Path) -> Iterator[Bench]:
    with open_ledger(Settings(home=home)) as ledger:
        yield made(graph, tmp_path, ledger, home)


@pytest.fixture
def embedded(embedded_graph: Graph, tmp_path: Path, home: Path) -> Iterator[Bench]:
    with open_ledger(Settings(home=home)) as ledger:
        yield made(embedded_graph, tmp_path, ledger, home)


def row(example: int, event: int = 0, record: int = 0, day: int = 1, **cells: str) -> Cells:
    return adult(
        CONTACT_ID=f"E{example}-{event}", LAS_ID=f"{example}-{record}", CONTACT_DATE=f"{day:02}/03/2026", **cells
    )


def cells(example: int) -> st.SearchStrategy[Cells]:
    return st.builds(
        row,
        st.just(example),
        event=st.integers(0, 5),
        record=st.integers(0, 3),
        day=st.integers(1, 3),
        LAST_NAME=st.sampled_from(["Lovelace", "King"]),
        KNOWN_AS=st.sampled_from(["", "Addie"]),
        NHS_NUMBER=st.sampled_from(["", "9434765919", "9434765870"]),
        ADDRESS_1=st.sampled_from(["12 Station Road", "14 Station Road"]),
        CASE_START=st.sampled_from(["01/02/2026", "01/01/2026"]),
        ALLOCATED_WORKER=st.sampled_from(["Grace Hopper", "Ada Other"]),
    )


def test_withdrawn_is_as_never_loaded(embedded: Bench) -> None:
    examples = count()

    @OFTEN
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        example = next(examples)
        three = [
            embedded.file(
                data.draw(st.lists(cells(example), min_size=1, max_size=5), label=name),
                data.draw(st.sampled_from(["delta", "delta", "full"])),
            )
            for name in "ABC"
        ]
        assume(len({file.read_bytes() for file in three}) == 3)
        _, wrong, _ = embedded.load("adults", *three)
        embedded.withdraw(wrong)
        embedded.load("twin", three[0], three[2])
        assert embedded.says("adults", example) == embedded.says("twin", example)

    holds()


def test_what_it_alone_said_goes_what_others_say_stays_and_what_it_overwrote_comes_back(bench: Bench) -> None:
    first = bench.file([row(1, 0, 0, 1, NHS_NUMBER="9434765919"), row(1, 1, 1, 1)])
    wrong = bench.file(
        [row(1, 0, 0, 2, LAST_NAME="King", NHS_NUMBER="9434765870"), row(1, 2, 2, 2), row(1, 3, 3, 2)], "full"
    )
    later = bench.file([row(1, 3, 3, 2)])
    _, number, _ = bench.load("adults", first, wrong, later)
    bench.withdraw(number)
    found = bench.says("adults", 1)
    assert len(found["had"]) == 3
    assert "Lovelace" in "".join(found["says"])
    assert "King" not in "".join(found["says"])
    assert "9434765870" not in "".join(found["has_identifier"])
    bench.load("twin", first, later)
    assert found == bench.says("twin", 1)
    gone = deliveries.one(bench.ledger, number)
    assert gone is not None
    assert gone.state == "withdrawn"
    (run,) = (run for run in runs.recent(bench.ledger) if run.verb == "withdraw")
    assert (run.outcome, run.facts["reason"], run.facts["by"]) == ("done", "sent by mistake", "test")


def test_the_only_delivery_leaves_nothing(embedded: Bench) -> None:
    (number,) = embedded.load("adults", embedded.file([row(1), row(1, 1, 1)]))
    embedded.withdraw(number)
    assert not any(embedded.says("adults", 1).values())
    assert deliveries.freshness(embedded.ledger) == {}
    with pytest.raises(UsageError, match="no loaded delivery"):
        embedded.withdraw(number)


def test_nothing_is_undone_where_a_file_is_missing(embedded: Bench, tmp_path: Path) -> None:
    first, number = embedded.load("adults", embedded.file([row(1)]), embedded.file([row(1, 1)]))
    before = embedded.says("adults", 1)
    empty = tmp_path / "empty"
    empty.mkdir()
    KeptDeliveries.of(embedded.settings).drop(first)
    with pytest.raises(InputRefused, match=first):
        embedded.withdraw(number, empty)
    assert embedded.says("adults", 1) == before
    embedded.withdraw(number)
    assert len(embedded.says("adults", 1)["had"]) == 1


def test_one_that_fails_half_way_leaves_all_as_it_was(embedded: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    _, number = embedded.load("adults", embedded.file([row(1)]), embedded.file([row(1, 1, 1), row(1, 0, 0, 2)]))
    before = embedded.says("adults", 1)

    def breaks(*_: object) -> None:
        raise GraphUnreachable("The graph does not answer.")

    with monkeypatch.context() as patch:
        patch.setattr("mast.graph.writer.Writer.complete", breaks)
        with pytest.raises(GraphUnreachable):
            embedded.withdraw(number)
    found = deliveries.one(embedded.ledger, number)
    assert found is not None
    assert found.state == "loaded"
    after = embedded.says("adults", 1)
    assert {**after, "known": []} == {**before, "known": []}
    assert after["known"] == []  # its rows are news again
    embedded.withdraw(number)
    assert len(embedded.says("adults", 1)["had"]) == 1


def test_after_a_crash_the_graph_decides(embedded: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    (number,) = embedded.load("adults", embedded.file([row(1)]))
    with monkeypatch.context() as patch:
        patch.setattr("mast.ledger.intake.end_withdrawal", lambda *_: None)
        embedded.withdraw(number)
    assert withdrawn_deliveries(embedded.graph) == {number}
    intake.settle_withdrawals(embedded.ledger, withdrawn_deliveries(embedded.graph))
    found = deliveries.one(embedded.ledger, number)
    assert found is not None
    assert found.state == "withdrawn"

"""No answer depends on how many threads worked on it."""

import threading

import pandas as pd
import pytest

from mast.core import parallel
from mast.resolution import judging
from mast.resolution.comparing import comparison
from mast.resolution.engine import Resolution, prepare, resolve_prepared, train_prepared
from mast.resolution.model import Model, dump_model
from tests.resolution.town import town


def _run(monkeypatch: pytest.MonkeyPatch, threads: int, chunk: int) -> tuple[Model, Resolution]:
    """A model and a resolution by so many threads, with pairs handed out so many at a time."""
    monkeypatch.setattr(parallel, "processors", lambda: threads)
    # What is imported elsewhere is this same function.
    monkeypatch.setattr(judging, "CHUNK", chunk)
    monkeypatch.setattr(comparison.chunks, "__defaults__", (chunk,))
    made = town()
    prepared = prepare(made.records, made.residences)
    model = train_prepared(prepared, seed=1)
    return model, resolve_prepared(prepared, model)


def test_one_thread_and_many_learn_and_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    model, found = _run(monkeypatch, threads=1, chunk=1_000_000)
    other, again = _run(monkeypatch, threads=7, chunk=50)
    assert dump_model(other) == dump_model(model)
    pd.testing.assert_frame_equal(again.links, found.links)
    assert again.persons == found.persons
    assert again.households == found.households
    assert again.report == found.report


def test_work_is_spread_over_threads_and_answers_come_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "processors", lambda: 3)
    # Each piece of work waits for two others: were there fewer than three threads, none would ever end.
    together = threading.Barrier(3, timeout=60)

    def work(item: int) -> int:
        together.wait()
        return item * item

    assert parallel.in_order(work, range(6)) == [0, 1, 4, 9, 16, 25]


@pytest.mark.parametrize("threads", [1, 4])
def test_an_error_in_a_piece_of_work_is_raised(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    monkeypatch.setattr(parallel, "processors", lambda: threads)
    with pytest.raises(ZeroDivisionError):
        parallel.in_order(lambda item: 1 / item, [1, 0, 2])

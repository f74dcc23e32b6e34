"""The bench of reading, on a town small enough to be built here."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.graph import reading
from bench.graph.ageing import ageing
from bench.graph.turns import in_turns, quantile
from mast.core.settings import Settings
from mast.synth import extracts
from tests.cli.verbs import AS_OF, DAY, done


def test_ways_are_timed_in_turns_and_the_first_do_not_count() -> None:
    asked: list[tuple[str, str]] = []
    ways: dict[str, Callable[[str], object]] = {
        name: lambda thing, name=name: asked.append((name, thing))  # type: ignore[misc]
        for name in ("a", "b")
    }
    times = in_turns(ways, ["1", "2", "3"])
    assert asked == [(name, thing) for thing in "123123" for name in "ab"]
    assert [len(own) for own in times.values()] == [3, 3]


def test_a_quantile_is_one_of_the_times() -> None:
    times = [float(number) for number in range(100, 0, -1)]
    assert (quantile(times, 0.5), quantile(times, 0.95), quantile(times, 1)) == (51, 96, 100)


def test_a_card_and_the_hand_written_statement_are_measured_on_the_same_people(
    settings_for: Callable[[str], Settings], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_for("embedded")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_settings", lambda home: settings)
        patch.setattr(reading, "_build", _built_in(settings))
        assert reading.main(["--people", "60", "--cards", "20", "--folder", str(settings.home.parent)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    figures = {line["figure"]: line for line in lines if "figure" in line}
    assert figures["card p95 / RETURN 1 p95"]["at_most"] == 10
    assert figures["card p95 / by hand p95"]["at_most"] == 1.5
    assert figures["card p95"]["value"] >= figures["card p50"]["value"] > 0


def _built_in(settings: Settings) -> Callable[..., None]:
    """The real building, by verbs that run in this process."""

    def build(folder: Path, found: Settings, people: int, seed: int) -> None:
        env = {"MAST_HOME": str(settings.home), "MAST_GRAPH_HEAP": "1g", "MAST_GRAPH_LINGER_SECONDS": "1"}
        inbox = settings.home.parent / "inbox"
        extracts.write(inbox, people=people, seed=seed, as_of=DAY)
        done(env, "load", inbox, *AS_OF)
        done(env, "train")
        done(env, "resolve")

    return build


def test_a_town_ages_by_a_generation_a_day(settings_for: Callable[[str], Settings], tmp_path: Path) -> None:
    settings = settings_for("embedded")
    figures = {figure["figure"]: figure for figure in ageing(tmp_path / "ageing", lambda _: settings, 4, 10)}
    assert figures["card p95 after / after 1"]["at_most"] == 1.3
    assert figures["card p95 after 4 generations"]["value"] > 0
    (tmp_path / "ageing").mkdir()
    with pytest.raises(SystemExit, match="earlier run"):
        next(iter(ageing(tmp_path / "ageing", lambda _: settings, 4, 10)))

"""Turns what was measured into figures, one JSON object each: what, on which data, how much, and what is asked."""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from bench.linkage.agreement import Agreement
from bench.linkage.runs import OURS, Engine

Figure = dict[str, Any]

TOTAL = {"at_least": 6, "aim": 10}
PREDICT = {"at_least": 1.5, "aim": 3}
ERRORS = {"at_most": 0.75, "aim": 0.5}
OWN_ERRORS = {"at_most": 1, "aim": 0.75}
FEBRL_F1 = {"febrl3": {"at_least": 0.985}, "febrl4": {"at_least": 0.995}}
GROWTH, MEMORY = {"at_most": 12}, {"at_most": 4 * 2**30}


def of_dataset(name: str, records: int, engines: Sequence[Engine]) -> Iterator[Figure]:
    """Every figure of one data set; ratios compare medians of runs that took turns."""
    ours = engines[0]
    for engine in engines:
        for part in ("train", "predict", "total", "cpu"):
            yield _figure(f"{engine.name} {part}", name, records, seconds(engine, part), "s", runs=len(engine.runs))
        peak = max(run["peak_bytes"] for run in engine.runs)
        asked = MEMORY if engine.name == OURS else {}
        yield _figure(f"{engine.name} peak memory", name, records, peak, "bytes", **asked)
        yield from _accuracy(name, records, engine)
    for splink in engines[1:]:
        held = splink.name == "splink5"
        for part, wanted in (("total", TOTAL), ("predict", PREDICT)):
            ratio = seconds(splink, part) / seconds(ours, part)
            timed = held and name.startswith("synth")
            yield _figure(
                f"{splink.name} time / ours, {part}", name, records, ratio, "times", **(wanted if timed else {})
            )
        if splink.best.error > 0:
            told = [("best", ours.best, ERRORS)] + ([("own", ours.own, OWN_ERRORS)] if ours.own else [])
            for threshold, mine, wanted in told:
                ratio = mine.error / splink.best.error
                what = f"our errors at {threshold} threshold / {splink.name} at best"
                yield _figure(what, name, records, ratio, "times", **(wanted if held else {}))


def within_reach(name: str, records: int, found: Agreement) -> Figure:
    """The F1 that no engine can pass on these blocks, since it would judge each pair of them right."""
    return _figure("F1 if every blocked pair were judged right", name, records, found.f1, "", recall=found.recall)


def growth(smallest: tuple[int, Engine], largest: tuple[int, Engine]) -> Figure:
    """How many times longer our train and resolve take on the largest than on the smallest of the generated sets."""
    ratio = seconds(largest[1], "total") / seconds(smallest[1], "total")
    what = f"our time at {largest[0]} records / at {smallest[0]}"
    return _figure(what, "synth", largest[0], ratio, "times", **GROWTH)


def seconds(engine: Engine, part: str) -> float:
    """The median over the runs. ``total`` is train, predict and cluster; ``predict`` predicts and clusters with a
    trained model; ``cpu`` is the processor time of ``total`` over all threads."""
    return float(median(run[f"{part}_seconds"] for run in engine.runs))


def _accuracy(name: str, records: int, engine: Engine) -> Iterator[Figure]:
    one = engine.best
    asked = FEBRL_F1.get(name, {}) if engine.name == OURS else {}
    yield _figure(f"{engine.name} F1 at best threshold", name, records, one.f1, "", threshold=one.threshold)
    if engine.own:
        own = engine.own
        parts = {"precision": round(own.precision, 5), "recall": round(own.recall, 5), "threshold": own.threshold}
        yield _figure(f"{engine.name} F1 at own threshold", name, records, own.f1, "", **parts, **asked)


def _figure(what: str, data: str, records: int, value: float, unit: str, **more: object) -> Figure:
    shown = int(value) if unit == "bytes" else float(f"{value:.5g}")
    return {"figure": what, "data": data, "records": records, "value": shown, "unit": unit, **more}

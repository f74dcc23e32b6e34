"""The stages of a small area's two days, each from a known state to a known end, to be disturbed on the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from mast.graph.opening import open_graph
from mast.synth import extracts
from tests.cli.verbs import DAY
from tests.engines import Engine
from tests.matrix import stores
from tests.matrix.stores import Taken
from tests.matrix.warm import NONE, Ended, Fault, Warm
from tests.matrix.watching import Watcher, seen_now

PEOPLE = 120
SEED = 5
NOTHING_HELD = {"MAST_REJECTED_SHARE": "0.5"}
"""In files so small a few bad rows are many."""
SOON_UNDONE = {"MAST_GRAPH_TRANSACTION_SECONDS": "10"}
"""Neo4j holds what a stopped process had locked for so long."""
FEW = ("adults_social_care", "fire")
"""A partner with cases and workers, and one with touchpoints that are nobody's."""


@dataclass(frozen=True, slots=True)
class Stage:
    """``ends``: the digests that it may end with; the second, where a generation was published twice.

    ``shows``: what readers may see on the way.
    """

    name: str
    verb: tuple[str, ...]
    before: Taken
    moments: Sequence[str]
    ends: tuple[str, ...]
    shows: frozenset[str]


class Ground:
    """One deployment on one engine, on which the stages are played."""

    def __init__(self, engine: Engine, warm: Warm, folder: Path) -> None:
        self.engine, self.warm, self.home = engine, warm, folder / "deployment" / "home"
        self.home.parent.mkdir(parents=True)
        self.env = {**engine.environment(self.home), **NOTHING_HELD, **SOON_UNDONE}
        self._folder = folder
        self.stages = {stage.name: stage for stage in self._play()}

    def run(self, *verb: object, fault: Fault = NONE) -> Ended:
        return self.warm.run(self.env, *verb, fault=fault)

    def watcher(self) -> Watcher:
        return Watcher(self.engine.settings(self.home))

    def digest(self) -> str:
        return stores.digest(self.engine, self.home)

    def seen(self) -> str:
        with open_graph(self.engine.settings(self.home)) as graph:
            return seen_now(graph)

    def killed(self, stage: Stage, fault: Fault) -> bool:
        """Kill the stage's verb by the fault, run it again, and see that all is as if nothing had been.

        False when the verb came to its end before the fault could happen.
        """
        stage.before.put_back(self.engine)
        with self.watcher() as watcher:
            ended = self.run(*stage.verb, fault=fault)
            assert ended.killed or ended.code == 0, ended.err
            if ended.killed:
                again = self.run(*stage.verb)
                assert again.code == 0, again.err
        wrong = set(watcher.seen) - stage.shows
        assert not wrong, f"readers saw {len(wrong)} states that nobody published"
        assert watcher.seen
        found = self.digest()
        assert found in stage.ends, f"{found} is not the digest of a clean run"
        return ended.killed

    def _play(self) -> Iterator[Stage]:
        """Run all that the stages are made of once, undisturbed."""
        first, second = self._extracts()
        few = [str(file) for stem in FEW for file in first.glob(f"{stem}_*")]
        few_later = [str(file) for stem in FEW for file in second.glob(f"{stem}_*")]
        self._must("status")
        start = self._take("empty")
        yield self._stage("first load", ("load", *few), start)
        start.put_back(self.engine)
        self._must("load", str(first))
        self._must("train")
        loaded = self._take("loaded")
        yield self._stage("first resolve", ("resolve",), loaded)
        published = self._take("published")
        yield self._stage("later load", ("load", *few_later), published)
        published.put_back(self.engine)
        yield self._stage("whole load", ("load", str(second)), published)
        yield self._stage("resolve", ("resolve",), self._take("later"))

    def _stage(self, name: str, verb: tuple[str, ...], before: Taken) -> Stage:
        shown = self.seen()
        moments = self.warm.moments(self.env, *verb)
        ends, shows = [self.digest()], [shown, self.seen()]
        if verb[0] == "resolve":
            after = self._take(f"after {name}")
            self._must(*verb)
            ends.append(self.digest())
            after.put_back(self.engine)
        return Stage(name, verb, before, moments, tuple(ends), frozenset(shows))

    def _must(self, *verb: str) -> None:
        ended = self.run(*verb)
        assert ended.code == 0, ended.err

    def _take(self, name: str) -> Taken:
        return Taken(self.engine, self.home, self._folder / name)

    def _extracts(self) -> tuple[Path, Path]:
        """What the partners deliver on one day and on the next."""
        folders = self._folder / "first", self._folder / "second"
        for folder, later in zip(folders, (0, 1), strict=True):
            extracts.write(folder, people=PEOPLE, seed=SEED, as_of=DAY + timedelta(days=later))
        return folders

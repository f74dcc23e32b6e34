"""A reader that looks on all the while: what it saw of each generation that was published."""

import threading
import time
from collections import defaultdict
from contextlib import suppress
from hashlib import sha256
from types import TracebackType
from typing import Final, Self

from mast.core.errors import GraphUnreachable
from mast.core.settings import Settings
from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.graph.connection import Graph
from mast.graph.opening import open_graph
from mast.graph.published import current_generation
from mast.graph.reader import GraphReader
from mast.resolution import exports
from tests.cli.verbs import DAY

NOTHING = "nothing is published"
_WINDOW = Window.twelve_months_to(DAY)
_ALL = Visibility(("adults", "children", "police", "hospital", "fire"))
_PAUSES: Final = 3
"""As many times as long as a look takes: else the watcher takes more of the machine than what is watched."""


def seen_now(graph: Graph) -> str:
    """All that the published generation shows, in many round trips, as one text."""
    generation = current_generation(graph)
    if generation is None:
        return NOTHING
    links = exports.links(graph, generation.number)
    reader = GraphReader(graph, generation, _ALL)
    told = [
        generation.digest,
        links.rows,
        exports.counts(graph, generation.number, _WINDOW).rows,
        exports.address_counts(graph, generation.number, _WINDOW).rows,
        exports.pairs(graph, generation.number).rows,
        sorted((person, sorted(map(str, said))) for person, said in reader.details(links.ids).items()),
        sorted((person, sorted(map(str, lived))) for person, lived in reader.residences(links.ids, _WINDOW).items()),
    ]
    return sha256(repr(told).encode()).hexdigest()


class Watcher:
    """Looks again and again until it is left. ``seen``: each thing it saw, and how often."""

    def __init__(self, settings: Settings) -> None:
        self.seen: defaultdict[str, int] = defaultdict(int)
        self._settings = settings
        self._stop = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        if self._failure is not None and kind is None:
            raise self._failure

    def _look(self) -> None:
        try:
            with open_graph(self._settings) as graph:
                while not self._stop.is_set():
                    began = time.monotonic()
                    with suppress(GraphUnreachable):  # it says so: that is no answer, and so no wrong one
                        self.seen[seen_now(graph)] += 1
                    self._stop.wait(_PAUSES * (time.monotonic() - began))
        except BaseException as error:
            self._failure = error

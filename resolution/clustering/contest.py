"""Settles one contested component: which joins to make, strongest first, and which to refuse and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import networkx as nx
import numpy as np

from mast.resolution.clustering.rules import MEANINGS, Apart
from mast.resolution.encoding import Ints
from mast.resolution.model import Bands

AMBIGUOUS = "another record fits as well, and the two cannot be one person"
OUTWEIGHED = "on the whole the two groups of records speak against each other"
BRIDGE = "a single link joins two groups of records"
UNLIKE = -6.0
"""Match weight below which two records are taken for two people when they contend for a third."""
CLIPPED = 10.0
"""The most that one pair's weight counts when two groups are compared as wholes."""


Known = tuple[int, int, float, int]
"""Two records (the lesser first), the weight of the pair, and why it is apart (``Apart``)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A link that was not made: two records (by number), its weight, and why."""

    left: int
    right: int
    weight: float
    reason: str


class Sources(NamedTuple):
    """Which clean sources (numbers) each record is of: sorted by record, each such pair once."""

    record: Ints
    source: Ints

    @classmethod
    def none(cls) -> "Sources":
        return cls(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))

    def by_record(self) -> dict[int, frozenset[int]]:
        """The clean sources of each record that is of any."""
        held: defaultdict[int, set[int]] = defaultdict(set)
        for record, source in zip(self.record.tolist(), self.source.tolist(), strict=True):
            held[record].add(source)
        return {record: frozenset(sources) for record, sources in held.items()}


class Contest:
    """One component's pairs, with the groups formed so far. ``settle`` runs it once."""

    def __init__(
        self, pairs: Sequence[Known], bands: Bands, margin: float, sources: Mapping[int, frozenset[int]]
    ) -> None:
        """``pairs`` come strongest first; ``sources`` gives the clean sources of each record that is of any."""
        self._pairs = pairs
        self._bands, self._margin = bands, margin
        self._known: dict[int, dict[int, tuple[float, int]]] = defaultdict(dict)
        for one, other, weight, kind in self._pairs:
            self._known[one][other] = self._known[other][one] = (weight, kind)
        self._sources = {record: set(sources.get(record, ())) for record in self._known}
        self.refusals: list[Refusal] = []

    def settle(self) -> list[tuple[int, int]]:
        """The pairs whose join makes the persons of this component."""
        group = {record: record for record in self._known}
        members = {record: [record] for record in self._known}
        joins = []
        for one, other, weight, kind in self._pairs:
            if weight < self._bands.link or kind != Apart.NO:
                continue
            a, b = group[one], group[other]
            if a == b:
                continue
            reason = self._ambiguous(one, other, weight) or self._crossed(a, b) or self._against(members[a], members[b])
            if reason:
                self.refusals.append(Refusal(one, other, weight, reason))
                continue
            joins.append((one, other))
            keep, gone = (a, b) if len(members[a]) >= len(members[b]) else (b, a)
            for record in members[gone]:
                group[record] = keep
            members[keep] += members.pop(gone)
            self._sources[keep] |= self._sources[gone]
        return self._without_bridges(joins, members)

    def _ambiguous(self, one: int, other: int, weight: float) -> str:
        """Whether either record has a rival of about the same weight that is not the other's person."""
        for record, partner in ((one, other), (other, one)):
            for rival, (held, kind) in self._known[record].items():
                if (
                    rival != partner
                    and kind == Apart.NO
                    and held >= weight - self._margin
                    and self._unlike(partner, rival)
                ):
                    return AMBIGUOUS
        return ""

    def _unlike(self, one: int, other: int) -> bool:
        weight, kind = self._known[one].get(other, (0.0, Apart.NO))
        return kind != Apart.NO or weight < UNLIKE

    def _crossed(self, one: int, other: int) -> str:
        """Whether two groups each have a record of one clean source."""
        return MEANINGS[Apart.SOURCE] if self._sources[one] & self._sources[other] else ""

    def _against(self, one: list[int], other: list[int]) -> str:
        """Why two groups are not one person: a rule between any two members, or the evidence as a whole."""
        total, seen = 0.0, 0
        for record in one:
            known = self._known[record]
            for partner in other:
                if partner in known:
                    weight, kind = known[partner]
                    if kind != Apart.NO:
                        return MEANINGS[Apart(kind)]
                    total, seen = total + min(max(weight, -CLIPPED), CLIPPED), seen + 1
        return OUTWEIGHED if total < 0 else ""

    def _without_bridges(self, joins: list[tuple[int, int]], members: dict[int, list[int]]) -> list[tuple[int, int]]:
        """The joins, less those that alone hold together two groups of two or more records and are no strong link."""
        cut = set()
        for group in members.values():
            if len(group) < 4:
                continue
            edges = self._links_within(set(group))
            if not self._may_be_bridged(edges):
                continue
            graph: nx.Graph[int] = nx.Graph(edges.keys())
            bridges: list[tuple[int, int]] = list(nx.bridges(graph))  # type: ignore[arg-type]
            for one, other in sorted((min(edge), max(edge)) for edge in bridges):
                weight = self._known[one][other][0]
                if graph.degree[one] > 1 and graph.degree[other] > 1 and weight < self._bands.link + self._margin:
                    cut.add(frozenset((one, other)))
                    self.refusals.append(Refusal(min(one, other), max(one, other), weight, BRIDGE))
        return [join for join in joins if frozenset(join) not in cut]

    def _may_be_bridged(self, edges: Mapping[tuple[int, int], float]) -> bool:
        """Whether any of the links is weak, has others at both ends, and is no side of a triangle.

        Of a group that hangs together on many links none is a bridge, and most groups can be told from a glance.
        """
        near: defaultdict[int, set[int]] = defaultdict(set)
        for one, other in edges:
            near[one].add(other)
            near[other].add(one)
        return any(
            weight < self._bands.link + self._margin
            and len(near[one]) > 1
            and len(near[other]) > 1
            and near[one].isdisjoint(near[other])
            for (one, other), weight in edges.items()
        )

    def _links_within(self, group: set[int]) -> dict[tuple[int, int], float]:
        """The weights of all links between members of one group."""
        return {
            (one, other): weight
            for one in group
            for other, (weight, kind) in self._known[one].items()
            if one < other and other in group and kind == Apart.NO and weight >= self._bands.link
        }

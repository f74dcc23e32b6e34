"""Who keeps which id when persons merge and split: pure, and the same whatever the order of what it is given.

Ids are sequence numbers with a letter before them (``P0000001``). They mean nothing, are never reused, and are handed
out in the sorted order of each new cluster's smallest member: the same data give the same ids on every engine.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, Literal, NamedTuple

Kind = Literal["person", "household", "address"]
Evidence = Iterable[tuple[str, str, float]]
"""Two members of one cluster and the weight of the link between them, in bits; each pair once."""

_LETTER: dict[Kind, str] = {"person": "P", "household": "H", "address": "A"}
_PARTS_OF_A_BIT: Final = 1_000
"""Weights are added up as whole thousandths of a bit, so that their order changes no sum."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who gets which id.

    ``assignment``: member → id, for every member of every cluster; ``redirects``: retired id → the id that took it in;
    ``first_number`` .. ``next_number``: the numbers handed out, the last one excluded; ``before``: member → id until
    then.
    """

    assignment: dict[str, str]
    redirects: dict[str, str]
    next_number: int
    first_number: int
    before: Mapping[str, str]


class _Claim(NamedTuple):
    """What speaks for an id to stay with the members of it that are in one cluster, the weightiest first."""

    evidence: int = 0
    members: int = 0

    def with_(self, other: "_Claim") -> "_Claim":
        return _Claim(self.evidence + other.evidence, self.members + other.members)


def plan(
    current: Mapping[str, str],
    clusters: Sequence[Sequence[str]],
    next_number: int,
    *,
    kind: Kind,
    evidence: Evidence = (),
) -> Plan:
    """Ids for these clusters, given who has which id now. The order of clusters, members and evidence does not matter.

    An earlier id belongs to the part of its members that holds together best: the cluster in which the links between
    those members weigh most in sum (a negative weight counts as none), of equals the one with most of them, of equals
    the one with the smallest. A cluster to which several ids belong keeps the one with the weightiest part, measured
    alike, where those that came into it whole count as one, the oldest; the others redirect to it. A cluster to which
    no id belongs gets a new number. So on a split the id stays with the records that most evidence binds, and on a
    merge the oldest id stays.

    ``clusters`` must be disjoint and non-empty. Raises ValueError otherwise.
    """
    _refuse_overlap(clusters)
    assignment, others = _as_they_were(current, clusters)
    ordered = sorted((sorted(cluster) for cluster in others), key=itemgetter(0))
    claims, whole = _claims(current, ordered, evidence)
    redirects: dict[str, str] = {}
    number = next_number
    for place, cluster in enumerate(ordered):
        claimed = claims.get(place)
        if claimed is None:
            kept = f"{_LETTER[kind]}{number:07d}"
            number += 1
        else:
            kept = _keeper(claimed, whole)
            redirects.update((old, kept) for old in claimed if old != kept)
        assignment.update(dict.fromkeys(cluster, kept))
    return Plan(assignment, redirects, number, next_number, current)


def returning(now: Mapping[str, str], earlier: Mapping[str, str], next_number: int) -> Plan:
    """Everybody has the id that they had ``earlier``. An id that came since leads to the one that most of its members
    have again, of equals the oldest; to none where they have none. No number is handed out."""
    back = set(earlier.values())
    heirs: dict[str, Counter[str]] = defaultdict(Counter)
    for member, number in now.items():
        if number not in back and member in earlier:
            heirs[number][earlier[member]] += 1
    redirects = {old: min(found, key=lambda heir: (-found[heir], _age(heir))) for old, found in heirs.items()}
    return Plan(dict(earlier), redirects, next_number, next_number, now)


def _refuse_overlap(clusters: Sequence[Sequence[str]]) -> None:
    seen: set[str] = set()
    total = 0
    for cluster in clusters:
        if not cluster:
            raise ValueError("a cluster without members gets no id")
        seen.update(cluster)
        total += len(cluster)
    if len(seen) != total:
        raise ValueError("a member may be in one cluster only, and once")


def _as_they_were(
    current: Mapping[str, str], clusters: Sequence[Sequence[str]]
) -> tuple[dict[str, str], list[Sequence[str]]]:
    """The ids of the clusters that are just the members of one id, nearly all on most days; and the other clusters."""
    sizes = Counter(current.values())
    kept: dict[str, str] = {}
    others: list[Sequence[str]] = []
    for cluster in clusters:
        number = current.get(cluster[0], "")
        if sizes[number] == len(cluster) and all(current.get(member) == number for member in cluster):
            kept.update(dict.fromkeys(cluster, number))
        else:
            others.append(cluster)
    return kept, others


def _claims(
    current: Mapping[str, str], clusters: list[list[str]], evidence: Evidence
) -> tuple[dict[int, dict[str, _Claim]], set[str]]:
    """Cluster's place → {the ids that belong to it: what speaks for them}, and the ids that came into one whole."""
    parts: dict[str, dict[int, _Claim]] = {}
    for place, cluster in enumerate(clusters):
        olds = [current[member] for member in cluster if member in current]
        for old in set(olds):
            parts.setdefault(old, {})[place] = _Claim(members=olds.count(old) if len(cluster) > 1 else 1)
    torn = {old for old, places in parts.items() if len(places) > 1}
    smallest: dict[tuple[str, int], str] = {}
    if torn:  # else no id is contested, and nothing need be weighed
        _weigh(parts, current, clusters, evidence)
        for place, cluster in enumerate(clusters):
            for member in cluster:
                if current.get(member) in torn:
                    smallest.setdefault((current[member], place), member)
    claims: dict[int, dict[str, _Claim]] = defaultdict(dict)
    for old, places in parts.items():
        if old in torn:
            home = max(places, key=lambda place: places[place])
            best = [place for place in places if places[place] == places[home]]
            home = min(best, key=lambda place: smallest[old, place])
        else:
            home = next(iter(places))
        claims[home][old] = places[home]
    return claims, set(parts) - torn


def _weigh(
    parts: dict[str, dict[int, _Claim]], current: Mapping[str, str], clusters: list[list[str]], evidence: Evidence
) -> None:
    """Add to each part what the links within it weigh."""
    place_of = {member: place for place, cluster in enumerate(clusters) for member in cluster}
    for one, other, weight in evidence:
        old, place = current.get(one), place_of.get(one)
        if old is None or place is None or current.get(other) != old or place_of.get(other) != place:
            continue
        parts[old][place] = parts[old][place].with_(_Claim(evidence=max(0, round(weight * _PARTS_OF_A_BIT))))


def _keeper(claimed: Mapping[str, _Claim], whole: set[str]) -> str:
    if len(claimed) == 1:
        return next(iter(claimed))
    weights = {old: claim for old, claim in claimed.items() if old not in whole}
    merged = [old for old in claimed if old in whole]
    if merged:
        together = _Claim()
        for old in merged:
            together = together.with_(claimed[old])
        weights[min(merged, key=_age)] = together
    best = max(weights.values())
    return min((old for old, claim in weights.items() if claim == best), key=_age)


def _age(number: str) -> tuple[int, str]:
    """Sorts ids oldest first, past the seventh digit too."""
    return len(number), number

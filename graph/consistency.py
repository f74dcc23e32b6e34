"""Whether the graph holds together: every link read, every key looked up. Nothing is written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mast.core.consistency import Finding
from mast.graph import digest, links
from mast.graph.connection import Graph
from mast.graph.generations import digest_after, published_numbers, staged_digests
from mast.graph.indexes import scanned
from mast.graph.links import FOREVER, RESOLVED, STATED, LinkKind
from mast.graph.published import Generation

Row = Mapping[str, Any]


@dataclass(slots=True)
class Held:
    """What the graph was found to hold, for the ledger to be held against. ``findings`` are its own faults.

    ``person_of``, ``address_of``, ``households_of``: by record, stated address and person, as published. ``rows``: by
    partner, how many rows (one event of one record) the links in force speak of, published or staged.
    """

    generation: Generation | None
    findings: list[Finding] = field(default_factory=list)
    person_of: dict[str, str] = field(default_factory=dict)
    address_of: dict[str, str] = field(default_factory=dict)
    households_of: dict[str, set[str]] = field(default_factory=dict)
    rows: Counter[str] = field(default_factory=Counter)


def examine(graph: Graph, generation: Generation | None) -> Held:
    """Read the whole graph, in a scan, and tell what does not come out even."""
    held = Held(generation)
    held.findings += _indexes(graph)
    pointer = graph.read("checking/pointer")[0]
    number, highest = int(pointer["number"]), int(pointer["highest"])
    held.findings += _pointer(graph, number, highest, generation)
    staged = staged_digests(graph)
    total_shown = total_staged = 0
    for kind in STATED + RESOLVED:
        rows = graph.read(f"checking/all_{kind.name}")
        held.findings += _numbers(kind, rows, number, set(staged))
        shown = [row for row in rows if row["since"] <= number < row["until"]]
        held.findings += _doubled(kind, shown)
        total_shown += _weigh(kind, shown)
        total_staged += _weigh(kind, (row for row in rows if row["until"] == FOREVER))
        _take(held, kind, rows, shown)
    if generation is not None and digest.told(total_shown) != generation.digest:
        held.findings.append(
            Finding("digest", f"generation {number} does not show what was published: its digest in full differs")
        )
    if digest.told(total_staged) != digest_after(graph, generation, 0):
        held.findings.append(Finding("digest", "what is staged is not what was written: its digest in full differs"))
    return held


def unfinished(graph: Graph) -> list[int]:
    """Numbers beyond all published ones that links bear though nobody finished them; those marked come first."""
    number = max([int(graph.read("checking/pointer")[0]["number"]), *published_numbers(graph)])
    finished = set(staged_digests(graph))
    marked = [int(row["number"]) for row in graph.read("generations/unfinished")]
    borne: set[int] = set()
    for kind in STATED + RESOLVED:
        for row in graph.read(f"checking/all_{kind.name}"):
            borne.update(_loose(row, number, finished))
    return [*marked, *sorted(borne - set(marked), reverse=True)]


def _indexes(graph: Graph) -> list[Finding]:
    return [Finding("index", str(mismatch), mends=not mismatch.doubled) for mismatch in scanned(graph)]


def _pointer(graph: Graph, number: int, highest: int, generation: Generation | None) -> list[Finding]:
    found = []
    if number and generation is None:
        found.append(Finding("pointer", f"the pointer stands at generation {number}, of which nothing is known"))
    beyond = [known for known in published_numbers(graph) if known > number]
    if beyond:
        found.append(Finding("pointer", f"the pointer stands at {number}, behind generations {beyond}"))
    if highest < max([number, *staged_digests(graph)]):
        found.append(Finding("pointer", f"numbers beyond {highest} are in use, and would be handed out again"))
    for row in graph.read("generations/unfinished"):
        found.append(Finding("unfinished", f"number {row['number']} was left unfinished", mends=True))
    return found


def _numbers(kind: LinkKind, rows: Iterable[Row], number: int, finished: set[int]) -> list[Finding]:
    """Links that bear a number nobody published or finished, and links that end before they begin."""
    loose = Counter(each for row in rows for each in _loose(row, number, finished))
    found = [
        Finding("unfinished", f"{count} links ({kind.name}) bear number {each}, which nobody finished", mends=True)
        for each, count in sorted(loose.items())
    ]
    upside_down = sum(row["until"] < row["since"] for row in rows)
    if upside_down:
        found.append(Finding("until", f"{upside_down} links ({kind.name}) end before they begin"))
    return found


def _loose(row: Row, number: int, finished: set[int]) -> set[int]:
    ends = {int(row["since"]), int(row["until"])} - {FOREVER}
    return {end for end in ends if end > number and end not in finished}


def _doubled(kind: LinkKind, shown: Iterable[Row]) -> list[Finding]:
    names = ("source", "target", *kind.told_apart_by)
    again = sum(count - 1 for count in Counter(tuple(row[name] for name in names) for row in shown).values())
    return [Finding("links", f"{again} links ({kind.name}) are there twice")] if again else []


def _weigh(kind: LinkKind, rows: Iterable[Row]) -> int:
    names = ("source", "target", *kind.properties)
    return digest.weigh(kind.name, (tuple(row[name] for name in names) for row in rows))


def _take(held: Held, kind: LinkKind, rows: Iterable[Row], shown: Iterable[Row]) -> None:
    if kind is links.REFERS_TO:
        held.person_of = {row["source"]: row["target"] for row in shown}
    elif kind is links.DENOTES:
        held.address_of = {row["source"]: row["target"] for row in shown}
    elif kind is links.MEMBER_OF:
        for row in shown:
            held.households_of.setdefault(row["source"], set()).add(row["target"])
    elif kind is links.HAD:
        held.rows.update(_partner(row["source"]) for row in rows if row["until"] == FOREVER)
    elif kind is links.AT:
        of_nobody = (row for row in rows if row["until"] == FOREVER and not row["record"])
        held.rows.update(_partner(row["source"]) for row in of_nobody)


def _partner(key: str) -> str:
    return key.partition(":")[0]

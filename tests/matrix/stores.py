"""Both stores of a deployment past our own code: taken whole, put back, and told as one text to compare."""

import json
import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from neo4j import GraphDatabase, Session

from tests.engines import EmbeddedEngine, Engine

_AT_ONCE = 5_000
_HOUSEKEEPING = frozenset({"Writer", "Pointer", "Staging", "Instance", "Closing"})
"""Nodes that count and mark: they differ between a run and its repetition."""
_ENCRYPTED = frozenset({"deliveries", "keep.key"})
_KEYS = ("key", "id", "code", "number")
_NUMBERS = ("since", "until", "number")
_MOMENTS = frozenset({"published_at"})
_FOREVER = 999_999_999


@dataclass(frozen=True, slots=True)
class Node:
    label: str
    properties: dict[str, Any]

    @property
    def name(self) -> tuple[str, str, Any]:
        """Label, the property that tells it apart, and that."""
        key = next(key for key in _KEYS if key in self.properties)
        return self.label, key, self.properties[key]


@dataclass(frozen=True, slots=True)
class Link:
    source: str
    kind: str
    target: str
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """All of a graph: nodes and the links between them, by the engine's own ids."""

    nodes: dict[str, Node]
    links: dict[str, Link]

    def name(self, link: Link) -> tuple[Any, ...]:
        """What a link is, whatever ids the engine gave to it and to its ends."""
        ends = self.nodes[link.source].name, self.nodes[link.target].name
        return link.kind, *ends, json.dumps(link.properties, sort_keys=True)


@contextmanager
def session_of(engine: Engine) -> Iterator[Session]:
    uri, user, password, database = engine.bolt()
    with GraphDatabase.driver(uri, auth=(user, password)) as driver, driver.session(database=database) as session:
        yield session


def read(engine: Engine) -> Held:
    with session_of(engine) as session:
        return _read(session)


def _read(session: Session) -> Held:
    # As one list of lists each: the driver takes ten times as long over rows.
    nodes = session.run("MATCH (n) RETURN collect([elementId(n), labels(n)[0], properties(n)])").single(strict=True)
    links = session.run(
        "MATCH (a)-[r]->(b) RETURN collect([elementId(r), elementId(a), type(r), elementId(b), properties(r)])"
    ).single(strict=True)
    return Held(
        {id: Node(label, has) for id, label, has in nodes.value()}, {id: Link(*link) for id, *link in links.value()}
    )


def canonical(held: Held) -> dict[str, list[str]]:
    """Every node and link by label or type, sorted, with its properties.

    Numbers of generations are told by their rank: a run that was repeated was handed later ones. Ids of the engine,
    marks of housekeeping and times of day are left out.
    """
    ranks = _ranks(held)
    lines: defaultdict[str, list[str]] = defaultdict(list)
    names = {}
    for id, node in held.nodes.items():
        names[id] = text = f"{node.label} {_plain(node.properties, ranks)}"
        if node.label not in _HOUSEKEEPING:
            lines[node.label].append(text)
    for link in held.links.values():
        if not _HOUSEKEEPING & {held.nodes[link.source].label, held.nodes[link.target].label}:
            lines[link.kind].append(f"{names[link.source]}\x1e{names[link.target]}\x1e{_plain(link.properties, ranks)}")
    return {kind: sorted(lines[kind]) for kind in sorted(lines)}


def missed(engine: Engine) -> list[str]:
    """Labels of which a look-up by key does not find the same nodes as a scan, or a key stands twice."""
    by_label: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for node in read(engine).nodes.values():
        label, key, value = node.name
        by_label[label, key].append(value)
    with session_of(engine) as session:
        return [
            label
            for (label, key), values in sorted(by_label.items())
            if len(set(values)) != len(values)
            or len(values)
            != session.run(
                f"UNWIND $values AS value MATCH (n:{label} {{{key}: value}}) RETURN count(n) AS found", values=values
            ).single(strict=True)["found"]
        ]


def ledger_facts(home: Path) -> dict[str, list[str]]:
    """What the SQL store says that must be the same after a run and after its repetition."""
    with closing(sqlite3.connect(home / "mast.sqlite")) as store:
        return {
            "deliveries": _rows(store, "SELECT id, partner, rows, accepted, rejected, flagged, state FROM deliveries"),
            "register": _rows(store, "SELECT kind, member, id FROM register WHERE until IS NULL"),
            "redirects": _rows(store, "SELECT kind, id, to_id FROM redirects WHERE until IS NULL"),
            "numbers": _rows(store, "SELECT kind, max(next_number) FROM register_numbers GROUP BY kind"),
            "unfinished runs": _rows(store, "SELECT verb FROM runs WHERE outcome = 'running'"),
        }


def files(home: Path) -> dict[str, str]:
    """Every other file of the data folder, by its place and what it holds; of what is encrypted only the place.

    Hashes of rows that were read before may be there or not: they make a load faster, and change nothing.
    """
    return {
        str(path.relative_to(home)): (
            "" if _ENCRYPTED & set(path.relative_to(home).parts) else sha256(path.read_bytes()).hexdigest()
        )
        for path in sorted(home.rglob("*"))
        if path.is_file()
        and not path.name.startswith("mast.sqlite")
        and not {"graph", "familiar"} & set(path.relative_to(home).parts)
    }


def digest(engine: Engine, home: Path) -> str:
    """One text for both stores and the files beside them."""
    told = {"graph": canonical(read(engine)), "ledger": ledger_facts(home), "files": files(home)}
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


class Taken:
    """A deployment as it was at one time: both stores and the files beside them. An embedded graph is files."""

    def __init__(self, engine: Engine, home: Path, folder: Path) -> None:
        self._home, self._folder = home, folder
        with closing(sqlite3.connect(home / "mast.sqlite")) as store:
            store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copytree(home, folder / "home", symlinks=True)
        self._held = None
        if isinstance(engine, EmbeddedEngine):
            engine.keep(folder / "graph")
        else:
            self._held = read(engine)

    def put_back(self, engine: Engine, home: Path | None = None) -> None:
        """Where it was taken, or as the deployment of another data folder."""
        target = home or self._home
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self._folder / "home", target, symlinks=True)
        if isinstance(engine, EmbeddedEngine):
            engine.put_back(self._folder / "graph")
            return
        assert self._held is not None
        with session_of(engine) as session:
            _make_equal(session, self._held)


def _ranks(held: Held) -> dict[int, int]:
    used = {link.properties[name] for link in held.links.values() for name in _NUMBERS if name in link.properties}
    used |= {node.properties["number"] for node in held.nodes.values() if node.label == "Generation"}
    return {number: rank for rank, number in enumerate(sorted(used - {_FOREVER}), 1)} | {_FOREVER: _FOREVER}


def _plain(properties: dict[str, Any], ranks: dict[int, int]) -> str:
    told = {name: value for name, value in properties.items() if name not in _MOMENTS}
    told |= {name: ranks.get(told[name], told[name]) for name in _NUMBERS if isinstance(told.get(name), int)}
    return json.dumps(told, sort_keys=True)


def _rows(store: sqlite3.Connection, query: str) -> list[str]:
    return sorted(json.dumps(row) for row in store.execute(query))


def _make_equal(session: Session, held: Held) -> None:
    """Change what differs, and no more: most of a graph is as it was, and to make it anew takes ten times as long."""
    there = _read(session)
    wanted = Counter(held.name(link) for link in held.links.values())
    here = Counter(there.name(link) for link in there.links.values())
    _delete(session, "()-[x]->()", _beyond(there, wanted))
    nodes = {node.name: node for node in held.nodes.values()}
    known = {node.name: id for id, node in there.nodes.items()}
    _delete(session, "(x)", [id for name, id in known.items() if name not in nodes])
    _create_nodes(session, [node for name, node in nodes.items() if name not in known])
    changed = [
        {"id": known[name], "has": node.properties}
        for name, node in nodes.items()
        if name in known and there.nodes[known[name]].properties != node.properties
    ]
    session.run("UNWIND $rows AS row MATCH (n) WHERE elementId(n) = row.id SET n = row.has", rows=changed).consume()
    _create_links(session, held, [held.links[id] for id in _beyond(held, here)])


def _beyond(held: Held, others: Counter[tuple[Any, ...]]) -> list[str]:
    """The links that are not among the others, each of which stands for one."""
    left, found = others.copy(), []
    for id, link in held.links.items():
        name = held.name(link)
        if left[name]:
            left[name] -= 1
        else:
            found.append(id)
    return found


def _delete(session: Session, what: str, ids: list[str]) -> None:
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        session.run(f"UNWIND $ids AS id MATCH {what} WHERE elementId(x) = id DELETE x", ids=some).consume()


def _create_nodes(session: Session, nodes: Iterable[Node]) -> None:
    by_label: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for node in nodes:
        by_label[node.label].append(node.properties)
    for label, rows in by_label.items():
        for at in range(0, len(rows), _AT_ONCE):
            session.run(f"UNWIND $rows AS row CREATE (n:{label}) SET n += row", rows=rows[at : at + _AT_ONCE]).consume()


def _create_links(session: Session, held: Held, links: Iterable[Link]) -> None:
    """By the key of either end: its look-up has an index on both engines."""
    sorts: defaultdict[tuple[str, str, str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for link in links:
        (of_a, key_a, a), (of_b, key_b, b) = held.nodes[link.source].name, held.nodes[link.target].name
        sorts[of_a, key_a, link.kind, of_b, key_b].append({"a": a, "b": b, "has": link.properties})
    for (of_a, key_a, kind, of_b, key_b), rows in sorts.items():
        for at in range(0, len(rows), _AT_ONCE):
            session.run(
                f"UNWIND $rows AS row MATCH (a:{of_a} {{{key_a}: row.a}}) MATCH (b:{of_b} {{{key_b}: row.b}}) "
                f"CREATE (a)-[r:{kind}]->(b) SET r += row.has",
                rows=rows[at : at + _AT_ONCE],
            ).consume()

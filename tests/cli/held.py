"""Looks past our own code at what a graph holds, so that two graphs, or one before and after, can be compared."""

from hashlib import sha256

from neo4j import GraphDatabase

from mast.graph.links import FOREVER, RESOLVED, STATED
from tests.engines import Engine


def open_links(engine: Engine, *, numbered: bool = False) -> dict[str, list[str]]:
    """Every link in force, by kind: keys of both ends and what it carries; with ``numbered`` also since when."""
    uri, user, password, database = engine.bolt()
    found: dict[str, list[str]] = {}
    with GraphDatabase.driver(uri, auth=(user, password)) as driver, driver.session(database=database) as session:
        for kind in STATED + RESOLVED:
            names = kind.properties + (("since",) if numbered else ())
            told = "".join(f", r.{name} AS {name}" for name in names)
            rows = session.run(
                f"MATCH (a)-[r:{kind.name.upper()}]->(b) WHERE r.until = $forever "
                f"RETURN coalesce(a.key, a.id) AS source, coalesce(b.key, b.id) AS target{told}",
                forever=FOREVER,
            )
            found[kind.name] = sorted("\x1f".join(map(str, row.values())) for row in rows)
    return found


def count_links(engine: Engine) -> int:
    """All links that carry a number, in force or closed."""
    uri, user, password, database = engine.bolt()
    with GraphDatabase.driver(uri, auth=(user, password)) as driver, driver.session(database=database) as session:
        row = session.run("MATCH ()-[r]->() WHERE r.until IS NOT NULL RETURN count(r) AS links").single(strict=True)
        return int(row["links"])


def digest(engine: Engine, *, numbered: bool = False) -> str:
    """One text for all links in force."""
    found = open_links(engine, numbered=numbered)
    return sha256("\n".join(f"{kind} {line}" for kind, lines in found.items() for line in lines).encode()).hexdigest()

"""A client that writes batches into a graph while its server is killed, and keeps account of what was confirmed."""

import threading
from contextlib import suppress
from types import TracebackType
from typing import Final, LiteralString, Self

from neo4j import Driver, GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

from tests.engines import Engine
from tests.matrix.stores import session_of

_ROWS: Final = 50
_SHARED: Final = 7
_CONSTRAINTS: Final[tuple[LiteralString, ...]] = (
    "CREATE CONSTRAINT journal_entry IF NOT EXISTS FOR (e:JournalEntry) REQUIRE e.key IS UNIQUE",
    "CREATE CONSTRAINT journal_shared IF NOT EXISTS FOR (s:JournalShared) REQUIRE s.key IS UNIQUE",
)
_WRITE: Final[LiteralString] = (
    "UNWIND $rows AS row MERGE (s:JournalShared {key: row.shared}) "
    "CREATE (e:JournalEntry {key: row.key, batch: $batch}) CREATE (e)-[:OF]->(s)"
)


class Journal:
    """Writes batch after batch until it is left. ``acknowledged``: those whose commit the server has confirmed."""

    def __init__(self, engine: Engine) -> None:
        self.acknowledged: list[int] = []
        self.tried = 0
        self._engine = engine
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)
        with session_of(engine) as session:
            for constraint in _CONSTRAINTS:
                session.run(constraint).consume()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def check(self) -> None:
        """Every acknowledged batch is there whole, every other one whole or not at all; then remove them all."""
        self.stop()
        with session_of(self._engine) as session:
            found = session.run(
                "MATCH (e:JournalEntry)-[:OF]->(:JournalShared) RETURN e.batch AS batch, count(*) AS rows"
            )
            rows = {row["batch"]: row["rows"] for row in found}
            lost = [batch for batch in self.acknowledged if rows.get(batch) != _ROWS]
            assert not lost, f"{len(lost)} of {len(self.acknowledged)} acknowledged batches are lost or torn"
            torn = {batch: count for batch, count in rows.items() if count != _ROWS}
            assert not torn, f"{len(torn)} batches are torn"
            entries = session.run("MATCH (e:JournalEntry) RETURN e.key AS key").value("key")
            assert len(entries) == len(set(entries)) == _ROWS * len(rows)
            session.run("MATCH (n:JournalEntry) DETACH DELETE n").consume()
            session.run("MATCH (n:JournalShared) DETACH DELETE n").consume()

    def _write(self) -> None:
        uri, user, password, database = self._engine.bolt()
        with GraphDatabase.driver(uri, auth=(user, password)) as driver, suppress(Neo4jError, DriverError, OSError):
            while not self._stop.is_set():
                self._write_batch(driver, database)

    def _write_batch(self, driver: Driver, database: str) -> None:
        batch = self.tried = self.tried + 1
        rows = [{"key": f"{batch}/{n}", "shared": str((batch + n) % _SHARED)} for n in range(_ROWS)]
        with driver.session(database=database) as session, session.begin_transaction() as tx:
            tx.run(_WRITE, rows=rows, batch=batch).consume()
            tx.commit()
        self.acknowledged.append(batch)

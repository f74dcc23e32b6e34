"""A graph is made at the newest version; an older one is refused, migrated, and survives a death half-way."""

from typing import Any
from unittest.mock import patch

import pytest

from mast.core.errors import GraphUnreachable, MastError, OldStore, StaleWriter
from mast.graph import migration
from mast.graph.connection import Graph
from mast.graph.schema import ensure_schema, migrate_graph, schema_version
from mast.graph.statements import Statement, statement
from mast.graph.writer import take_over

ROWS = 45
SPELLS = "migrations/m0002_spell_codes_in_small_letters"
LOOKS = "migrations/partners"


def batched(name: str) -> Statement:
    """Stands for a migration: it changes data that ``cypher/staging`` can write, in batches."""
    text = (
        "MATCH (r:Record) WHERE r.partner = 'OLD' WITH r LIMIT $batch SET r.partner = 'new' RETURN count(*) AS changed"
    )
    return Statement(name, text, "", frozenset({"batch"}), ("changed",))


@pytest.fixture
def with_a_migration(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> Graph:
    """A graph of version 1, as it was before marks, and a MAST that knows version 2."""
    ensure_schema(graph)
    rows = [{"key": f"p:{n}", "partner": "OLD", "source_id": str(n)} for n in range(ROWS)]
    graph.write("staging/create_record", rows=rows)
    graph.write("engine/mark_version", number=1, constraints="")
    monkeypatch.setattr(migration, "_BATCH", 20)
    monkeypatch.setattr(migration, "migrations", lambda: {2: batched(SPELLS)})
    monkeypatch.setattr("mast.graph.transaction.statement", _known)
    return graph


def _known(name: str) -> Statement:
    """What is in ``cypher/``, and what this test adds to it."""
    if name == LOOKS:
        return Statement(name, "MATCH (r:Record) RETURN DISTINCT r.partner AS partner", "", frozenset(), ("partner",))
    return batched(name) if name == SPELLS else statement(name)


def partners(graph: Graph) -> set[str]:
    return {row["partner"] for row in graph.read(LOOKS)}


def test_a_new_graph_is_of_the_newest_version_and_stays(graph: Graph) -> None:
    ensure_schema(graph)
    assert schema_version(graph) == migration.newest()
    with patch.object(Graph, "write", side_effect=AssertionError("nothing is to be written")):
        ensure_schema(graph)


def test_a_graph_without_a_mark_is_of_the_first_version(graph: Graph) -> None:
    graph.write("generations/init_pointer")
    assert schema_version(graph) == 1


def test_new_constraints_need_no_migration(graph: Graph) -> None:
    graph.write("generations/init_pointer")
    graph.write("engine/mark_version", number=migration.newest(), constraints="of yesterday")
    ensure_schema(graph)
    (mark,) = graph.read("engine/read_version")
    assert mark["constraints"] != "of yesterday"


def test_a_newer_graph_is_refused(graph: Graph) -> None:
    graph.write("engine/mark_version", number=99, constraints="")
    with pytest.raises(MastError, match="schema version 99"):
        ensure_schema(graph)


def test_an_older_graph_is_refused_and_left_as_it_is(with_a_migration: Graph) -> None:
    with pytest.raises(OldStore, match="has schema version 1, this MAST needs 2.* run: mast migrate"):
        ensure_schema(with_a_migration)
    assert schema_version(with_a_migration) == 1


def test_a_migration_goes_through_all_batches_once(with_a_migration: Graph) -> None:
    take_over(with_a_migration, 1)
    assert migrate_graph(with_a_migration, 1) == [SPELLS]
    assert partners(with_a_migration) == {"new"}
    assert migrate_graph(with_a_migration, 1) == []
    ensure_schema(with_a_migration)


def test_one_that_dies_half_way_is_run_again(with_a_migration: Graph) -> None:
    take_over(with_a_migration, 1)
    calls: list[Any] = []
    whole = Graph.transaction

    def dies(self: Graph, work: Any) -> Any:
        calls.append(work)
        if len(calls) == 2:
            raise GraphUnreachable("gone")
        return whole(self, work)

    with patch.object(Graph, "transaction", dies), pytest.raises(GraphUnreachable):
        migrate_graph(with_a_migration, 1)
    assert partners(with_a_migration) == {"new", "OLD"}
    assert schema_version(with_a_migration) == 1
    migrate_graph(with_a_migration, 1)
    assert partners(with_a_migration) == {"new"}


def test_a_writer_that_was_shut_out_migrates_nothing(with_a_migration: Graph) -> None:
    take_over(with_a_migration, 2)
    with pytest.raises(StaleWriter):
        migrate_graph(with_a_migration, 1)
    assert partners(with_a_migration) == {"OLD"}


def test_the_numbers_are_without_gap() -> None:
    assert list(migration.migrations()) == list(range(2, migration.newest() + 1))

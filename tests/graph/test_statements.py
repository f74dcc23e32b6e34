"""A statement's file says what it is for, what it takes and what it returns, and is held to it."""

import pytest

from mast.core.errors import StatementError
from mast.graph.statements import all_statements, parse, statement, statements_in

GOOD = """\
// purpose: Read one thing.
// params: key, rows
// returns: name, count
MATCH (t:Thing {key: $key}) // $not_a_parameter
WHERE t.note <> '$nor_this; nor that'
RETURN t.name AS name, count(*) AS count LIMIT $rows
"""


def test_a_good_file_is_read() -> None:
    found = parse("things/read", GOOD)
    assert found.name == "things/read"
    assert found.purpose == "Read one thing."
    assert found.params == {"key", "rows"}
    assert found.returns == ("name", "count")
    assert found.text.startswith("MATCH (t:Thing")
    assert not found.writes
    assert not found.merges


def test_what_is_read_whole_is_packed_into_one_list() -> None:
    head = "// purpose: x\n// params: none\n// returns: packed name, town\n"
    found = parse("a/b", head + "MATCH (t:Thing) RETURN collect([t.name, t.town]) AS packed")
    assert (found.packed, found.returns) == (True, ("name", "town"))
    for fault in (
        head + "MATCH (t:Thing) RETURN t.name AS name, t.town AS town",
        head.replace("packed ", "") + "MATCH (t:Thing) RETURN collect([t.name, t.town]) AS packed",
    ):
        with pytest.raises(StatementError, match="packed"):
            parse("a/b", fault)


def test_history_is_read_by_the_same_statement_over_links_of_both_types() -> None:
    today, history = statement("reading/person_records"), statement("reading/person_records+history")
    assert "[l:REFERS_TO|WAS_REFERS_TO]-(r:Record)-[s:SAYS|WAS_SAYS]->" in history.text
    assert history.text.replace("|WAS_REFERS_TO", "").replace("|WAS_SAYS", "") == today.text
    assert (history.params, history.returns, history.name) == (
        today.params,
        today.returns,
        "reading/person_records+history",
    )


def test_no_link_of_a_reading_statement_is_left_out_of_history() -> None:
    for said in all_statements():
        if said.name.startswith("reading/"):
            history = statement(f"{said.name}+history").text
            assert history.count("|WAS_") == said.text.count("]-") > 0, said.name


def test_every_reading_statement_takes_what_the_reader_may_see() -> None:
    for said in all_statements():
        if said.name.startswith("reading/"):
            assert {"number", "agencies", "sealed"} <= said.params, said.name
            assert ("sealed_addresses" in said.params) is (":Address" in said.text.replace("AddressDetails", "")), (
                said.name
            )


def test_what_writes_is_known_by_its_words_alone() -> None:
    head = "// purpose: x\n// params: none\n// returns: nothing\n"
    assert parse("a/b", head + "MERGE (t:Thing {key: 'k'}) SET t.seen = true").merges
    assert parse("a/b", head + "MATCH (t:Thing) DETACH DELETE t").writes
    assert not parse(
        "a/b", head + "MATCH (t) WHERE t.note = 'MERGE' // SET\nRETURN t".replace("RETURN t", "FINISH")
    ).writes


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("// purpose: Read one thing.\n", "", "line 1 must be '// purpose"),
        ("Read one thing.", "", "line 1 must be '// purpose"),
        ("// params: key, rows\n", "", "line 2 must be '// params"),
        ("// returns: name, count\n", "", "line 3 must be '// returns"),
        ("// params: key, rows", "// params: none", "params differ between header and text: key, rows"),
        ("// params: key, rows", "// params: key, rows, more", "params differ between header and text: more"),
        ("name, count\n", "name, total\n", "the header returns total"),
        ("name, count\n", "nothing\n", "the text does return something"),
        ("LIMIT $rows", "LIMIT $rows;", "semicolon"),
    ],
)
def test_a_file_that_does_not_say_what_it_must_is_refused(old: str, new: str, fault: str) -> None:
    with pytest.raises(StatementError, match=r"^cypher/things/read\.cypher: ") as refused:
        parse("things/read", GOOD.replace(old, new))
    assert fault in str(refused.value)


def test_an_empty_statement_is_refused() -> None:
    with pytest.raises(StatementError, match="holds no statement"):
        parse("a/b", "// purpose: x\n// params: none\n// returns: nothing\n// and then nothing\n")


@pytest.mark.parametrize(
    "name", ["", "ping", "engine/", "../graph/ping", "engine/../ping", "Engine/ping", "engine/none"]
)
def test_a_name_without_a_file_is_refused(name: str) -> None:
    with pytest.raises(StatementError, match="statement"):
        statement(name)


def test_every_statement_there_is_can_be_read() -> None:
    names = [found.name for found in all_statements()]
    assert names == sorted(set(names))
    assert {"engine/ping", "engine/name_instance"} <= set(names)


def test_the_statements_of_a_folder_are_those_of_all_whose_names_begin_so() -> None:
    everything = all_statements()
    for folder, prefix in (("schema", ""), ("purging", "erase_"), ("restoring", "node_")):
        wanted = [said for said in everything if said.name.startswith(f"{folder}/{prefix}")]
        assert statements_in(folder, prefix) == wanted != []
    assert statements_in("nowhere") == []

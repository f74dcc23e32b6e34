"""``mast seal`` from the command line: what it seals nobody finds, and each use of it is on record."""

import json
from typing import Any

from sqlalchemy import select

from mast.core.settings import Settings
from mast.ledger import tables
from mast.ledger.store import open_ledger
from tests.cli.verbs import AS_OF, done, mast, sentence

OWNER = ("--reason", "refuge", "--owner", "dsl@adults.example")


def audit(env: dict[str, str]) -> list[Any]:
    with open_ledger(Settings(home=env["MAST_HOME"])) as ledger, ledger.read() as connection:
        return list(connection.execute(select(tables.audit).order_by(tables.audit.c.seq)))


def linked(env: dict[str, str]) -> list[list[str]]:
    """Two records of one person, as the links export tells them: key and person."""
    out = f"{env['MAST_HOME']}/links.csv"
    done(env, "export", "links", "--out", out)
    with open(out, encoding="utf-8") as file:
        rows = [line.strip().split(",") for line in file][1:]
    for one in rows:
        same = [[f"{row[0]}:{row[1]}", row[2]] for row in rows if row[2] == one[2]]
        if len(same) > 1:
            return same[:2]
    raise AssertionError("no person of two records")


def test_a_seal_from_first_to_last(loaded: dict[str, str]) -> None:
    (one, person), (other, _) = linked(loaded)
    assert "is one person" not in sentence(mast(loaded, "explain", one, "adults:nobody"), 3)
    assert f"are one person, {person}" in done(loaded, "explain", one, other)
    assert done(loaded, "seal", "add", one, *OWNER).startswith(f"Seal 1: record {one} is sealed (refuge)")
    refused = sentence(mast(loaded, "explain", one, other), 3)
    unknown = sentence(mast(loaded, "explain", "adults:nobody", other), 3)
    assert refused == unknown.replace("adults:nobody", one)
    (told,) = json.loads(done(loaded, "seal", "list", "--json"))
    assert (told["key"], told["reason"], told["lifted_at"]) == (one, "refuge", None)
    assert one in done(loaded, "seal", "list")
    assert done(loaded, "seal", "review") == "0 wait for review.\n"
    assert done(loaded, "seal", "lift", one) == f"Seal 1 on {one} is lifted.\n"
    assert json.loads(done(loaded, "seal", "list", "--json")) == []
    assert len(json.loads(done(loaded, "seal", "list", "--all", "--json"))) == 1
    assert f"are one person, {person}" in done(loaded, "explain", one, other)
    operations = [row.operation for row in audit(loaded) if row.step == "intent"]
    assert {"seal add", "seal list", "seal review", "seal lift"} <= set(operations)
    done(loaded, "seal", "add", person, *OWNER)
    assert "not in generation" in sentence(mast(loaded, "explain", one, other), 3)


def test_what_cannot_be_done_with_seals_is_said_in_one_sentence(env: dict[str, str]) -> None:
    assert "Give a record's key" in sentence(mast(env, "seal", "add", "Maria Thornfield", *OWNER), 2)
    assert "Unknown reason" in sentence(mast(env, "seal", "add", "adults:1", "--reason", "x", "--owner", "dsl"), 2)
    assert "Nothing ever had the id" in sentence(mast(env, "seal", "add", "P0000001", *OWNER), 3)
    assert "no such seal" in sentence(mast(env, "seal", "lift", "adults:1"), 3)
    assert "does not wait" in sentence(mast(env, "seal", "review", "adults:1", "--keep"), 3)
    assert "purpose" in sentence(mast(env, "seal", "list", "--purpose", "curiosity"), 2).lower()
    assert mast(env, "seal", "review", "adults:1").code == 2
    assert mast(env, "seal", "review", "--keep").code == 2


def test_a_record_sealed_before_it_is_loaded_is_hidden_from_the_start(env: dict[str, str], inbox: Any) -> None:
    first = (
        "adults:"
        + next(iter(sorted(inbox.glob("adults*"))[0].read_text(encoding="utf-8").splitlines()[1:])).split(",")[1]
    )
    done(env, "seal", "add", first, *OWNER)
    done(env, "load", inbox, *AS_OF)
    done(env, "train")
    done(env, "resolve")
    assert "is not in generation" in sentence(mast(env, "explain", first, "adults:nobody"), 3)

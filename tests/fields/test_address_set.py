"""The test set of addresses: who made it, how it is split, and how many of the half that nobody looks at are right."""

import ast
from collections import Counter
from pathlib import Path

from bench import address_set
from bench.addresses import by_mast, by_usaddress, counted, rows_of


def test_the_set_is_what_its_maker_writes() -> None:
    assert (address_set.FOLDER / "addresses.csv").read_text(encoding="utf-8") == address_set.written()
    rows = [*rows_of("development"), *rows_of("held back")]
    assert len({row["text"] for row in rows}) == len(rows) == 2_000
    assert Counter(row["made"] for row in rows)["by hand"] > 200


def test_its_maker_knows_nothing_of_the_rules() -> None:
    tree = ast.parse(Path(address_set.__file__).read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not {name for name in imported if name.split(".")[0] in ("mast", "usaddress")}


def test_no_address_is_in_both_halves() -> None:
    def answers(half: str) -> set[tuple[str, ...]]:
        return {tuple(row[part] for part in address_set.Answer._fields[1:]) for row in rows_of(half)}

    development, held = answers("development"), answers("held back")
    assert development.isdisjoint(held)
    assert min(len(rows_of("development")), len(rows_of("held back"))) > 900


def test_nineteen_in_twenty_of_the_half_held_back_are_right() -> None:
    rows, right = counted("held back", by_mast)
    assert right["all"] / rows >= 0.95
    _, alone = counted("held back", by_usaddress)
    assert right["all"] > 2 * alone["all"]

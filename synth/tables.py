"""The frequency tables and word lists that ship beside the code, read once."""

import csv
from functools import cache
from pathlib import Path


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``data/<name>.csv``, in file order."""
    text = (Path(__file__).parent / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def nicknames() -> dict[str, tuple[str, ...]]:
    """Forename -> its everyday short forms."""
    found: dict[str, list[str]] = {}
    for row in table("nicknames"):
        found.setdefault(row["forename"], []).append(row["nickname"])
    return {name: tuple(short) for name, short in found.items()}


@cache
def spellings() -> dict[str, tuple[str, ...]]:
    """Forename -> the other spellings and transliterations of it."""
    groups: dict[str, list[str]] = {}
    for row in table("variants"):
        groups.setdefault(row["group"], []).append(row["forename"])
    several = [group for group in groups.values() if len(group) > 1]
    return {name: tuple(other for other in group if other != name) for group in several for name in group}

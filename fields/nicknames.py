"""Names that one person may go by: short forms of a given name, and spellings of one name or surname."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from mast.fields.phonetics import sounds

NO_FAMILY: Final[frozenset[str]] = frozenset()
# Surnames that follow the bearer's sex in Slavonic and Lithuanian use, each brought to the man's form.
_ENDINGS: Final = (
    (re.compile(r"(?<=[A-Z]{2})(SK|CK|DZK|TSK)(?:A|Y|AYA|AIA|YI|YY|YJ|IJ|IY|II)$"), r"\1I"),
    (re.compile(r"(?<=[A-Z]{3})(OV|EV)A$"), r"\1"),
    (re.compile(r"(?<=[A-Z]{2})SK(?:AITE|IENE)$"), "SKAS"),
    (re.compile(r"(?<=[A-Z]{2})(AV|EV)IC(?:IUTE|IENE)$"), r"\1ICIUS"),
)

_LAST_LETTERS: Final = ("A", "E", "I", "J", "Y")


def name_family(folded: str) -> frozenset[str]:
    """The families that a folded given name belongs to, each named by its full form; none for a name not in the table.

    Families do not chain: Mo is in that of Mohammed and in that of Maureen, which stay two.
    """
    return _given_names().get(folded, NO_FAMILY)


def same_family(a: str, b: str) -> bool:
    """Whether one person may go by both of these folded given names, as the table knows."""
    return not name_family(a).isdisjoint(name_family(b))


def families_that_sound(code: str) -> tuple[str, ...]:
    """The families, sorted, of all given names in the table of which this is the likeliest sound."""
    return _families_by_sound().get(code, ())


@lru_cache(maxsize=131_072)
def surname_key(folded: str) -> str:
    """One key for the spellings of a folded surname: Chowdhury and Chaudhry, Macdonald and McDonald, -ski and -ska.

    Words are joined: a hyphen, a space or nothing between two names is one name; so are ``O BRIEN`` and ``OBRIEN``.
    """
    word = folded.replace(" ", "")
    if word.startswith("MAC") and len(word) > 5:
        word = "MC" + word[3:]
    if word.endswith(_LAST_LETTERS):
        for ending, form in _ENDINGS:
            word = ending.sub(form, word)
    return _surnames().get(word, word)


@cache
def _given_names() -> dict[str, frozenset[str]]:
    families: defaultdict[str, set[str]] = defaultdict(set)
    for canonical, variant, _kind in _rows("nicknames.csv"):
        families[canonical].add(canonical)
        families[variant].add(canonical)
    return {name: frozenset(found) for name, found in families.items()}


@cache
def _families_by_sound() -> dict[str, tuple[str, ...]]:
    families: defaultdict[str, set[str]] = defaultdict(set)
    for name, found in _given_names().items():
        for code in sounds(name)[:1]:
            families[code] |= found
    return {code: tuple(sorted(found)) for code, found in families.items()}


@cache
def _surnames() -> dict[str, str]:
    return {variant: canonical for canonical, variant in _rows("surnames.csv")}


def _rows(name: str) -> Iterator[list[str]]:
    with (files("mast.fields") / "data" / name).open(encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows

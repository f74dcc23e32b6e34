"""On which line of a TOML text a key is said, which the parser does not tell."""

import tomllib
from collections.abc import Iterator, Sequence
from typing import Any, Final

_LONGEST_STATEMENT: Final = 1_000


def line_of(text: str, path: Sequence[str]) -> int:
    """The line (from 1) that says ``path``, or the table that it should be in; 0 where the text says nothing of it."""
    best, line = 0, 0
    for number, said in _statements(text):
        if (depth := _depth(said, path)) > best:
            best, line = depth, number
    return line


def _statements(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each statement of a valid text: its first line, and what it says, its table's names around it."""
    table: tuple[str, ...] = ()
    start, statement = 1, ""
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        statement += line
        try:
            found = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            if number - start > _LONGEST_STATEMENT:
                return
            continue  # a value that goes on in the next line
        if statement.lstrip().startswith("["):
            table = tuple(_names(found))
            yield start, found
        elif found:
            for name in reversed(table):
                found = {name: found}
            yield start, found
        start, statement = number + 1, ""


def _names(found: Any) -> Iterator[str]:
    """The names of a table's heading, outermost first."""
    while isinstance(found, list):
        found = found[0]
    for name, inner in found.items():
        yield name
        yield from _names(inner)


def _depth(said: Any, path: Sequence[str]) -> int:
    depth = 0
    for name in path:
        if not isinstance(said, dict) or name not in said:
            break
        depth, said = depth + 1, said[name]
    return depth

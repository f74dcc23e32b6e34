"""Rows of JSON lines: one object a line, its nested keys addressed by a dotted path."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NoReturn

from mast.core.errors import DeliveryRefused
from mast.loaders.formats.source import Source, lines
from mast.loaders.formats.table import RawRow

_PEEKED = 50
_IGNORED = -1
NO_SYNONYMS: Mapping[str, Sequence[str]] = {}
_Tree = dict[str, "int | _Tree"]


class JsonLinesTable:
    """Cells in the order of ``paths``; an absent key and null read as empty, also those of a parent that is null.

    ``synonyms``: other paths of one of ``paths``, of which an object may have one. What lies at a path of ``ignored``
    is never looked at. Raises DeliveryRefused for a line that is no JSON object, a key nobody mapped, a list or an
    object where a value is mapped, and, at the end, a path of ``required`` that no line ever had.
    """

    _last_line_may_be_cut = True

    def __init__(
        self,
        source: Source,
        encoding: str,
        paths: Sequence[str],
        ignored: Sequence[str] = (),
        required: Sequence[str] = (),
        synonyms: Mapping[str, Sequence[str]] = NO_SYNONYMS,
    ) -> None:
        self._source, self._encoding = source, encoding
        self.columns = tuple(paths)
        self._required = frozenset(required)
        self._tree = _tree(self.columns, ignored, synonyms)

    @property
    def header(self) -> tuple[str, ...]:
        """The paths in the first lines, a null parent standing for those mapped below it."""
        found: dict[str, None] = {}
        for number, line in islice(self.texts(), _PEEKED):
            for path in _paths(self._object(number, line), self._tree):
                found[path] = None
        return tuple(found)

    def rows(self) -> Iterator[RawRow]:
        unseen = set(range(len(self.columns)))
        bad: DeliveryRefused | None = None
        for number, line in self.texts():
            if bad is not None:
                raise bad
            if "\0" in line or "\\u0000" in line:
                yield RawRow(number, (), "nul_byte")
                continue
            try:
                found = self._object(number, line)
            except DeliveryRefused as refused:
                if not self._last_line_may_be_cut:
                    raise
                # Kept back by one line: the same fault in the last line means that the file was cut off.
                bad = refused
                continue
            cells = [""] * len(self.columns)
            self._fill(found, self._tree, cells, number, "", unseen)
            yield RawRow(number, cells)
        if bad is not None:
            raise self._source.refuse(
                "it is truncated: its last line is no whole JSON object",
                "Ask the partner to send the whole file again.",
                "truncated",
            ) from bad
        missing = sorted(self.columns[index] for index in unseen if self.columns[index] in self._required)
        if missing:
            raise self._source.refuse(
                f"column '{missing[0]}' is missing", "Ask the partner to restore it, or correct the mapping."
            )

    def texts(self) -> Iterator[tuple[int, str]]:
        """Number and text of each object."""
        return ((n, line) for n, line in enumerate(lines(self._source, self._encoding), 1) if not line.isspace())

    def _object(self, number: int, line: str) -> dict[str, Any]:
        try:
            found = json.loads(line, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise self._source.refuse(f"row {number} is not valid JSON", "Ask the partner to send it again.") from error
        if not isinstance(found, dict):
            raise self._source.refuse(f"row {number} is no JSON object", "Ask the partner for one object a line.")
        return found

    def _fill(
        self, found: dict[str, Any], tree: _Tree, cells: list[str], number: int, prefix: str, unseen: set[int]
    ) -> None:
        for key, value in found.items():
            node = tree.get(key)
            if node is None:
                raise self._refusal(f"column '{prefix}{key}' (row {number}) is in no mapping")
            if node == _IGNORED:
                continue
            if isinstance(node, int):
                unseen.discard(node)
                if cells[node]:
                    raise self._refusal(f"column '{prefix}{key}' (row {number}) comes under two names")
                cells[node] = value if type(value) is str else self._scalar(value, number, prefix + key)
            elif value is None:
                unseen.difference_update(_leaves(node))
            elif isinstance(value, dict):
                self._fill(value, node, cells, number, f"{prefix}{key}.", unseen)
            else:
                raise self._refusal(f"column '{prefix}{key}' (row {number}) holds a value where an object was mapped")

    def _scalar(self, value: Any, number: int, path: str) -> str:
        match value:
            case None:
                return ""
            case bool():
                return str(value).lower()
            case int():
                return str(value)
            case float():
                return str(int(value)) if value.is_integer() else repr(value)
        raise self._refusal(f"column '{path}' (row {number}) holds a list or an object where a value was mapped")

    def _refusal(self, reason: str) -> DeliveryRefused:
        return self._source.refuse(
            reason,
            "Ask the partner to leave it out, or list it in the mapping as ignored once it is known to be harmless.",
        )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _tree(paths: Sequence[str], ignored: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> _Tree:
    """Nested keys to the position of a cell. The contract has it that no path leads through another."""
    tree: _Tree = {}
    places = [*enumerate(paths), *((_IGNORED, path) for path in ignored)]
    for index, name in [(index, name) for index, path in places for name in (path, *synonyms.get(path, ()))]:
        *parents, leaf = name.split(".")
        node = tree
        for parent in parents:
            child = node.setdefault(parent, {})
            assert not isinstance(child, int)
            node = child
        node[leaf] = index
    return tree


def _leaves(tree: _Tree) -> Iterator[int]:
    for node in tree.values():
        if isinstance(node, dict):
            yield from _leaves(node)
        elif node != _IGNORED:
            yield node


def _paths(found: dict[str, Any], tree: _Tree, prefix: str = "") -> Iterator[str]:
    for key, value in found.items():
        node = tree.get(key)
        if isinstance(node, dict) and isinstance(value, dict):
            yield from _paths(value, node, f"{prefix}{key}.")
        elif isinstance(node, dict) and value is None:
            yield from _tree_paths(node, f"{prefix}{key}.")
        else:
            yield prefix + key


def _tree_paths(tree: _Tree, prefix: str) -> Iterator[str]:
    for key, node in tree.items():
        if isinstance(node, int):
            yield prefix + key
        else:
            yield from _tree_paths(node, f"{prefix}{key}.")

"""Load the Cypher statements, one a file, and hold each to what its header says.

A statement lives in ``cypher/<folder>/<name>.cypher`` and begins with three comment lines::

    // purpose: Say that the graph answers.
    // params: none
    // returns: answer

``params`` lists the names used as ``$name``, or ``none``; ``returns`` lists the columns in order, or ``nothing``. A
statement that reads all there is of a sort ``returns: packed`` and the columns: one list of lists, since to hand over a
row costs an engine ten times as much as a list within one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final

from mast.core.errors import StatementError

_HEADER = ("purpose", "params", "returns")
_ASIDE = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|//[^\n]*|/\*.*?\*/", re.DOTALL)
_PARAM = re.compile(r"\$([A-Za-z_]\w*)")
_WRITING = re.compile(r"\b(CREATE|MERGE|SET|DELETE|REMOVE|DROP|FOREACH|LOAD)\b")
_OF_SCHEMA: Final = re.compile(r"(CREATE|DROP) (CONSTRAINT|INDEX)\b")
_PACKED: Final = "packed "
_SUFFIX: Final = ".cypher"
_NAME = re.compile(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*")
_LINK = re.compile(r"\[(\w*):([A-Z_]+)\]")
HISTORY: Final = "+history"
"""Behind a statement's name: the same, over the links that were moved aside too (``graph/history.py``)."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One Cypher statement. ``text`` is what is sent: the file without its header.

    ``packed``: its rows come as one list, each a list in the order of ``returns``.
    """

    name: str
    text: str
    purpose: str
    params: frozenset[str]
    returns: tuple[str, ...]
    packed: bool = False

    @property
    def merges(self) -> bool:
        """Whether it merges on a key, so that losing a race to another writer is worth another try."""
        return "MERGE" in _clauses(self.text)

    @property
    def of_schema(self) -> bool:
        """Whether it makes or drops a constraint or an index, for which an engine may read all there is."""
        return bool(_OF_SCHEMA.match(self.text))

    @property
    def writes(self) -> bool:
        """Whether it may change the graph or its schema."""
        return bool(_clauses(self.text))


@cache
def _clauses(text: str) -> frozenset[str]:
    """The writing clauses in a statement's text. It is asked at each run, and looking took a tenth of a card's time."""
    return frozenset(_WRITING.findall(_ASIDE.sub(" ", text)))


@cache
def statement(name: str) -> Statement:
    """The statement in ``cypher/<name>.cypher``, for example ``statement("engine/ping")``.

    ``reading/addresses+history`` is ``reading/addresses`` with ``[x:TYPE|WAS_TYPE]`` for each ``[x:TYPE]``.

    Raises StatementError when there is no such file, or when its header and its text disagree.
    """
    if name.endswith(HISTORY):
        today = statement(name.removesuffix(HISTORY))
        return replace(today, name=name, text=_LINK.sub(r"[\1:\2|WAS_\2]", today.text))
    if not _NAME.fullmatch(name):
        raise StatementError(f"{name!r} is no statement's name; write folder/name, in lower case")
    folder, _, stem = name.partition("/")
    file = files("mast.cypher").joinpath(folder).joinpath(f"{stem}{_SUFFIX}")
    if not file.is_file():
        raise StatementError(f"cypher/{name}.cypher: there is no such statement")
    return parse(name, file.read_text(encoding="utf-8"))


def all_statements() -> list[Statement]:
    """Every statement there is, by name.

    Raises StatementError at the first malformed one.
    """
    return [said for folder in sorted(_folders()) for said in statements_in(folder)]


def statements_in(folder: str, prefix: str = "") -> list[Statement]:
    """The statements in ``cypher/<folder>/`` whose own names begin so, by name; no other file is opened.

    None where there is no such folder. Raises StatementError at the first malformed one.
    """
    place = files("mast.cypher").joinpath(folder)
    names = (file.name for file in place.iterdir()) if place.is_dir() else ()
    stems = (name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX) and name.startswith(prefix))
    return [statement(f"{folder}/{stem}") for stem in sorted(stems)]


def parse(name: str, source: str) -> Statement:
    """Read one file's text.

    Raises StatementError, naming the file and the fault.
    """
    lines = source.splitlines()
    header: dict[str, str] = {}
    for position, key in enumerate(_HEADER):
        line = lines[position] if position < len(lines) else ""
        found, _, value = line.removeprefix("//").strip().partition(":")
        if not line.startswith("//") or found != key or not value.strip():
            raise _fault(name, f"line {position + 1} must be '// {key}: …'")
        header[key] = value.strip()
    text = "\n".join(lines[len(_HEADER) :]).strip()
    bare = _ASIDE.sub(" ", text)
    if not bare.strip():
        raise _fault(name, "it holds no statement")
    if ";" in bare:
        raise _fault(name, "it holds a semicolon; a file holds one statement, without one")
    params = frozenset(_listed(header["params"], nothing="none"))
    used = frozenset(_PARAM.findall(bare))
    if params != used:
        raise _fault(name, f"params differ between header and text: {', '.join(sorted(params ^ used))}")
    packed = header["returns"].startswith(_PACKED)
    returns = tuple(_listed(header["returns"].removeprefix(_PACKED), nothing="nothing"))
    if packed != bare.rstrip().endswith("]) AS packed"):
        raise _fault(name, "only what is collected as packed is packed, and its header says so")
    for column in () if packed else returns:
        if not re.search(rf"\b{re.escape(column)}\b", bare.rpartition("RETURN")[2]):
            raise _fault(name, f"the header returns {column}, the text does not")
    if not returns and re.search(r"\bRETURN\b", bare[bare.rfind("}") + 1 :]):
        raise _fault(name, "the header returns nothing, the text does return something")
    return Statement(name, text, header["purpose"], params, returns, packed)


def _listed(value: str, nothing: str) -> list[str]:
    return [] if value == nothing else [part.strip() for part in value.split(",")]


def _folders() -> Iterator[str]:
    return (folder.name for folder in files("mast.cypher").iterdir() if folder.is_dir())


def _fault(name: str, fault: str) -> StatementError:
    return StatementError(f"cypher/{name}.cypher: {fault}")

"""The saved scripts for Neo4j Browser: read, held to the rules of the copy, and written out for an analyst.

A script is ``analysis/browser/<number>-<name>.cypher``: a comment with its title, one with each parameter and the value
to begin with (``// :param agencies => 3``), and one statement that only reads. Browser shows the result of a statement
only where it stands alone, so the parameters are set by a file of their own, made of those comments. Two rules are
checked, since whoever writes the next script should not have to remember them: what is counted is shown for groups of
at least five, and no measure, count or order is ever put on a person.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from mast.core.errors import MastError, StatementError

FEWEST: Final = 5
PARAMETERS: Final = "00-parameters.cypher"
_PARAM: Final = re.compile(r"// :param (\w+) => (.+)")
_WRITES: Final = re.compile(r"\b(CREATE|MERGE|SET|DELETE|REMOVE|DROP|FOREACH|LOAD|CALL)\b", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"\b(MATCH|WITH|WHERE|RETURN|ORDER BY|LIMIT|SKIP|UNWIND)\b")
_PERSON: Final = re.compile(r"\((\w+):Person\b")
_AGGREGATE: Final = re.compile(r"\b(count|sum|avg|min|max|collect|size)\s*\(", re.IGNORECASE)
_COUNTED: Final = re.compile(r"\bcount\s*\([^)]*\)\s+AS\s+(\w+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Script:
    """``params`` with the values that the script begins with; ``statement`` is what follows them."""

    name: str
    title: str
    params: dict[str, Any]
    statement: str


def all_scripts() -> list[Script]:
    """Every saved script, in order. Raises StatementError at the first that breaks a rule."""
    return [read_script(name, text) for name, text in _shipped() if name.endswith(".cypher")]


def read_script(name: str, text: str) -> Script:
    """Read one script's text. Raises StatementError, naming the file and the rule that it breaks."""
    lines = text.strip().splitlines()
    if not lines or not lines[0].startswith("// ") or not lines[0][3:].strip():
        raise _broken(name, "its first line must be a comment with its title")
    params: dict[str, Any] = {}
    for line in lines[1:]:
        if not line.startswith("//"):
            break
        found = _PARAM.fullmatch(line)
        if not found:
            raise _broken(name, "a comment below the title must read '// :param name => value'")
        params[found[1]] = json.loads(found[2].replace("'", '"'))
    statement = "\n".join(lines[1 + len(params) :]).strip()
    _check(name, statement, params)
    return Script(name, lines[0][3:].strip(), params, statement)


def parameters() -> str:
    """The script that gives every parameter its first value. Raises StatementError where two scripts disagree."""
    found: dict[str, str] = {}
    for name, text in _shipped():
        for one, value in _PARAM.findall(text):
            if found.setdefault(one, value) != value:
                raise _broken(name, f"another script begins with another value for {one}")
    return "\n".join(
        ("// Give every parameter its first value", *(f":param {one} => {found[one]};" for one in found), "")
    )


def write_scripts(folder: Path) -> list[str]:
    """Write all scripts, their parameters and the style into ``folder``.

    Raises MastError when it cannot be written to.
    """
    files = {PARAMETERS: parameters(), **dict(_shipped())}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise MastError(f"{folder} cannot be written to: {error.strerror}. Choose another place.") from None
    return list(files)


def _shipped() -> Iterator[tuple[str, str]]:
    found = [file for file in files("mast.analysis").joinpath("browser").iterdir() if "." in file.name]
    for file in sorted(found, key=lambda file: file.name):
        yield file.name, file.read_text(encoding="utf-8")


def _check(name: str, statement: str, params: dict[str, Any]) -> None:
    if not statement or ";" in statement:
        raise _broken(name, "it must hold one statement, without a semicolon")
    if _WRITES.search(statement):
        raise _broken(name, "it must only read")
    if set(re.findall(r"\$(\w+)", statement)) != set(params):
        raise _broken(name, "its comments must name the parameters that it uses")
    clauses = list(_clauses(statement))
    for person in set(_PERSON.findall(statement)):
        _leave_people_alone(name, clauses, person)
    for place, (word, text) in enumerate(clauses):
        if word == "RETURN" and _AGGREGATE.search(text):
            raise _broken(name, "it must count in a WITH, where groups of fewer than five can be left out")
        for counted in _COUNTED.findall(text) if word == "WITH" else ():
            then = clauses[place + 1] if place + 1 < len(clauses) else ("", "")
            if then[0] != "WHERE" or not re.search(rf"\b{counted} >= {FEWEST}\b", then[1]):
                raise _broken(name, f"after it counts {counted} it must say: WHERE {counted} >= {FEWEST}")


def _leave_people_alone(name: str, clauses: list[tuple[str, str]], person: str) -> None:
    """Refuse what tells people apart by anything counted, ordered or measured."""
    alone = re.compile(rf"\b{person}\b(?!\s*:)")
    for word, text in clauses:
        if word in ("WHERE", "ORDER BY") and alone.search(text):
            raise _broken(name, f"it must not sort or filter people ({person})")
        if (
            word in ("WITH", "RETURN")
            and alone.search(re.sub(r"\bcount\s*\([^)]*\)", "", text))
            and _AGGREGATE.search(text)
        ):
            raise _broken(name, f"it must not count anything for each person ({person})")


def _clauses(statement: str) -> Iterator[tuple[str, str]]:
    found = list(_CLAUSE.finditer(statement))
    for one, following in zip(found, [*found[1:], None], strict=True):
        yield one[1], statement[one.end() : following.start() if following else len(statement)].strip()


def _broken(name: str, rule: str) -> StatementError:
    return StatementError(f"analysis/browser/{name}: {rule}.")

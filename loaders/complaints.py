"""What is wrong with a mapping file, key by key: the line, the sentence, and the right key that is nearest."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mast.loaders.contract import Mapping as MappingFile
from mast.loaders.toml_places import line_of

_KEY_OF_SENTENCE: Final = re.compile(r"([a-z_]+(?:\.[^:]+)?): ")
_EXPECTED: Final = re.compile(r"'([^']*)'")
_NOT_A_KEY: Final = ("literal[", "str-enum", "function-", "str", "tuple[", "[key]")


@dataclass(frozen=True, slots=True)
class Complaint:
    """``line`` is 0 where the file says nothing that a line could be named of. ``sentence`` starts with the key."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}" if self.line else self.sentence


def complaints(error: ValidationError, text: str) -> tuple[Complaint, ...]:
    """Everything that is wrong with the mapping file of that text, in the order of its lines."""
    said: dict[tuple[str, ...], str] = {}
    for problem in error.errors():
        path, sentence = _told(problem)
        said.setdefault(path, sentence)
    return tuple(
        sorted(
            (Complaint(line_of(text, path), sentence) for path, sentence in said.items()),
            key=lambda complaint: complaint.line,
        )
    )


def _told(problem: ErrorDetails) -> tuple[tuple[str, ...], str]:
    """The path of the key, and what is wrong with it; the contract's own sentences start with the key already."""
    path = tuple(str(part) for part in problem["loc"] if not str(part).startswith(_NOT_A_KEY))
    key = ".".join(path)
    match problem["type"]:
        case "value_error":
            sentence = problem["msg"].removeprefix("Value error, ")
            if path and not sentence.startswith((f"{key}: ", f"{key}.")):
                return path, f"{key}: {sentence}."
            named = _KEY_OF_SENTENCE.match(sentence)
            return _path_of(named[1]) if named else path, f"{sentence}."
        case "extra_forbidden":
            return path, f"{key}: no such key. {_advice(path[-1], _keys_beside(path), _elsewhere(path[-1]))}"
        case "missing":
            return path, f"{key}: missing. Add it."
        case "literal_error" | "enum" if isinstance(problem["input"], str):
            expected = _EXPECTED.findall(str(problem.get("ctx", {}).get("expected", "")))
            advice = _advice(problem["input"], expected, f"Write one of {', '.join(expected)}.")
            return path, f"{key}: '{problem['input'][:60]}' is not among what it may be. {advice}"
        case _:
            return path, f"{key}: {problem['msg'][:1].lower()}{problem['msg'][1:]}. Correct it."


def _path_of(key: str) -> tuple[str, ...]:
    """``columns.A.B`` may name the column ``A.B`` of one table, or the key ``B`` of a table in it."""
    table, _, rest = key.partition(".")
    if not rest:
        return (table,)
    return (table, rest) if table in ("columns", "synonyms") else (table, *rest.split("."))


def _advice(written: str, right: Sequence[str], otherwise: str) -> str:
    near = get_close_matches(written.casefold(), right, n=1)
    return f"Did you mean '{near[0]}'?" if near else otherwise


def _keys_beside(path: Sequence[str]) -> list[str]:
    """The keys that the table of the last name of ``path`` may have."""
    model: Any = MappingFile
    for name in path[:-1]:
        field = _fields(model).get(name)
        model = field.annotation if field else None
    return list(_fields(model))


def _elsewhere(key: str) -> str:
    """What to do about a key that another table has."""
    tables = [name for name, field in _fields(MappingFile).items() if key in _fields(field.annotation)]
    return f"It belongs in [{tables[0]}]." if tables else "Correct its spelling or remove it."


def _fields(model: Any) -> Mapping[str, Any]:
    return model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}

"""The plan of a resolution: which fields are compared, how pairs are found, and when they are joined; one TOML file."""

import difflib
import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from mast.core.errors import InputRefused, ModelRefused
from mast.fields.dates import parse_date
from mast.fields.reasons import FieldError
from mast.resolution.comparing.levels import NAMES
from mast.resolution.keys import RULES
from mast.resolution.meanings import FED_BY, Meaning
from mast.resolution.model import Bands, Model

BUILT_IN: Final = "partner.toml"
_LARGEST: Final = 1_000_000
_ANY_DAY: Final = date(2004, 11, 23)


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the known word most like this one, or "" where none is like it."""
    near = difflib.get_close_matches(word, [str(name) for name in known], n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def _one_of(kind: str, known: Collection[str]) -> AfterValidator:
    def check(told: tuple[str, ...]) -> tuple[str, ...]:
        for name in told:
            if name not in known:
                raise ValueError(f"{name!r} is no {kind}.{nearest(name, known)}")
            if told.count(name) > 1:
                raise ValueError(f"{name!r} is listed twice. List it once.")
        return told

    return AfterValidator(check)


def _date_format(written: str) -> str:
    try:
        readable = parse_date(_ANY_DAY.strftime(written), [written]) == _ANY_DAY
    except (FieldError, ValueError):
        readable = False
    if not readable:
        raise ValueError(f"{written!r} is no format of a day. Write one such as '%d/%m/%Y'.")
    return written


class Part(BaseModel):
    """A table of the plan: frozen, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Comparisons(Part):
    fields: Annotated[tuple[str, ...], Field(min_length=1), _one_of("comparison", NAMES)]


class Blocking(Part):
    rules: Annotated[tuple[str, ...], Field(min_length=1, max_length=10), _one_of("blocking rule", RULES)]


class Thresholds(Part):
    """Match weights in bits, or ``model`` for what the model says."""

    link: float | Literal["model"]
    review: float | Literal["model"]


class Limits(Part):
    largest_block: Annotated[int, Field(ge=2)]
    neighbours: Annotated[int, Field(ge=1)]


class Sources(Part):
    clean: tuple[str, ...]


class Dates(Part):
    formats: tuple[Annotated[str, AfterValidator(_date_format)], ...]


class Codes(Part):
    nhs_verified: tuple[str, ...]


class Plan(Part):
    """How records are resolved. ``columns``, which only tables need, gives each column's meaning."""

    comparisons: Comparisons
    blocking: Blocking
    thresholds: Thresholds
    limits: Limits
    sources: Sources
    dates: Dates
    codes: Codes
    columns: dict[str, Meaning] = {}

    @property
    def meanings(self) -> dict[Meaning, str]:
        """The column of each meaning."""
        return {meaning: column for column, meaning in self.columns.items()}

    @property
    def compared(self) -> tuple[str, ...]:
        """The fields that take part, in their usual order: of those in the plan, the ones that the columns feed."""
        has = self.meanings
        fed = {name for name, sources in FED_BY.items() if not has or any(meaning in has for meaning in sources)}
        return tuple(name for name in NAMES if name in self.comparisons.fields and name in fed)

    def bands(self, model: Model) -> Bands:
        """The thresholds in force. Raises ``InputRefused`` where review lies above link."""
        link = model.bands.link if self.thresholds.link == "model" else float(self.thresholds.link)
        review = model.bands.review if self.thresholds.review == "model" else float(self.thresholds.review)
        if review > link:
            raise InputRefused(f"thresholds: review ({review:g}) is above link ({link:g}). Put it at link or below.")
        return Bands(link, review)

    def check_sources(self, known: Collection[str]) -> None:
        """Raises ``InputRefused`` for a clean source that is none of the ``known`` ones, where there are any."""
        for name in self.sources.clean if known else ():
            if name not in known:
                raise InputRefused(
                    f"sources.clean: {name!r} is no source of these records."
                    f"{nearest(name, known) or ' Leave it out, or add its records.'}"
                )

    def accept(self, model: Model) -> None:
        """Raises ``ModelRefused`` where the model was trained to compare other fields than these."""
        missing = [name for name in self.compared if name not in model.compared]
        beyond = [name for name in model.compared if name not in self.compared]
        if missing or beyond:
            told = [f"not for {', '.join(missing)}"] * bool(missing) + [f"also for {', '.join(beyond)}"] * bool(beyond)
            raise ModelRefused(
                f"The model was trained for other columns: {' and '.join(told)}. Train one with this plan, or change "
                "comparisons.fields."
            )

    @model_validator(mode="after")
    def _means_each_thing_once(self) -> Self:
        mapped = list(self.columns.values())
        twice = sorted({meaning for meaning in mapped if mapped.count(meaning) > 1})
        if twice:
            raise ValueError(f"columns: two columns mean '{twice[0]}'. Map one of them.")
        has = self.meanings
        if has and Meaning.RECORD not in has:
            raise ValueError("columns: no column means 'record'. Map the one that tells records apart.")
        if Meaning.FULL_NAME in has and {Meaning.FORENAMES, Meaning.SURNAME} & has.keys():
            raise ValueError("columns: a name is mapped in one ('full_name') and in parts. Map one of the two.")
        if has and not self.compared:
            raise ValueError("columns: none of them feeds a field that is compared. Map a name, a date or a number.")
        return self


@cache
def partner_plan() -> Plan:
    """The built-in plan, which is made for the five partners' extracts."""
    return Plan.model_validate(_built_in())


def read_plan(path: Path) -> Plan:
    """The plan in a TOML file; what it leaves out is as in the built-in plan.

    Raises ``InputRefused`` that names the file, the key and, where there is one, the nearest right name.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise InputRefused(f"{path.name}: refused, it is larger than a plan can be. Give a plan in TOML.")
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputRefused(f"{path}: cannot be read ({error.strerror}). Give a plan that exists.") from None
    except UnicodeDecodeError:
        raise InputRefused(f"{path.name}: refused, it is not UTF-8 text. Save it as UTF-8.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputRefused(f"{path.name}: refused, it is not TOML: {error}. Correct that place.") from None
    try:
        plan = Plan.model_validate(_overlaid(_built_in(), document))
    except ValidationError as error:
        raise InputRefused(f"{path.name}: refused, {_sentence(error.errors()[0])}") from None
    starved = [name for name in _listed(document, "comparisons", "fields") if name not in plan.compared]
    if plan.columns and starved:
        raise InputRefused(
            f"{path.name}: refused, comparisons.fields: no column feeds {starved[0]!r}. Map one, or leave it out."
        )
    return plan


def read_plan_without_columns(path: Path) -> Plan:
    """As ``read_plan``, for records that are loaded. Raises ``InputRefused`` for ``[columns]`` too: tables have them.

    To pass over them would be to leave out, unsaid, whatever they do not feed.
    """
    plan = read_plan(path)
    if plan.columns:
        raise InputRefused(
            f"{path.name}: refused, columns: only tables, for mast link, have columns to name; what is loaded was "
            "mapped as it came. Leave [columns] out, and name what is compared in comparisons.fields."
        )
    return plan


def _built_in() -> dict[str, Any]:
    return tomllib.loads(files("mast.resolution").joinpath(BUILT_IN).read_text(encoding="utf-8"))


def _overlaid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Each table of ``above`` laid over the same table of ``below``, key by key."""
    return dict(below) | {
        name: {**below.get(name, {}), **told} if isinstance(told, dict) else told for name, told in above.items()
    }


def _listed(document: Mapping[str, Any], table: str, key: str) -> list[str]:
    found: list[str] = document.get(table, {}).get(key, [])
    return found


def _sentence(problem: ErrorDetails) -> str:
    """What is wrong with which key, and the nearest right name of a key that is not known."""
    where = [str(part) for part in problem["loc"]]
    key = ".".join(part for part in where if not part.startswith(("literal[", "str-enum", "float", "constrained")))
    match problem["type"]:
        case "value_error":
            told = problem["msg"].removeprefix("Value error, ")
            return f"{key}: {told}" if key else told
        case "extra_forbidden":
            return f"{key}: no such key.{nearest(where[-1], _keys_beside(where)) or ' Remove it.'}"
        case "enum" | "literal_error" if where[0] == "columns":
            offer = nearest(str(problem["input"]), Meaning) or f" Use one of {', '.join(Meaning)}."
            return f"{key}: {problem['input']!r} is no field.{offer}"
        case _:
            return f"{key}: {problem['msg'][:1].lower()}{problem['msg'][1:]}. Correct it."


def _keys_beside(where: list[str]) -> list[str]:
    """The keys that the table of an unknown key has."""
    if len(where) == 1:
        return list(Plan.model_fields)
    return list(_built_in().get(where[0], {}))

"""The model: chances of each comparison level, how common names are, prior odds and bands; a versioned JSON file."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from mast.core.errors import ModelRefused
from mast.resolution.comparing.levels import FIELDS, NAMES
from mast.resolution.outputs import write_text

FORMAT = 1
"""The version of the model file. A file of another version is refused."""

Chances = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Bands:
    """Match weights (log2 of the odds that two records are one person) from which a pair is linked, or reviewed."""

    link: float = 2.5
    review: float = -2.0

    def band(self, weight: float) -> str:
        return "link" if weight >= self.link else "review" if weight >= self.review else "none"


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How often a value is stated, by value, for values stated ``LISTED`` times or more; ``rare`` for all others."""

    values: Mapping[str, float] = field(default_factory=dict)
    rare: float = 1.0

    def of(self, value: str) -> float:
        return self.values.get(value, self.rare)


@dataclass(frozen=True)
class Model:
    """What resolution believes.

    ``same``, ``kin`` and ``unlike`` give, by field and level, how often the level is met between records of one person,
    of two people of one home or family, and of strangers. ``same_odds`` and ``kin_odds`` are the prior odds of those
    against strangers, for two records picked at random from ``records`` records. ``default_births`` are the dates that
    partners write for "not known", beside those that every partner writes: so many unrelated people state them.
    ``compared`` are the fields that took part when it was trained, and ``labels`` counts the labelled pairs by which
    its bands were set.
    """

    records: int
    same_odds: float
    kin_odds: float
    same: Chances
    kin: Chances
    unlike: Chances
    frequencies: Mapping[str, Frequencies]
    default_births: tuple[str, ...] = ()
    bands: Bands = Bands()
    compared: tuple[str, ...] = NAMES
    labels: int = 0

    @cached_property
    def version(self) -> str:
        """A name made of the model's own bytes: the same model has the same name everywhere."""
        return f"m-{sha256(dump_model(self).encode()).hexdigest()[:12]}"

    @classmethod
    def from_dict(cls, held: Mapping[str, Any]) -> Self:
        frequencies = {name: Frequencies(**told) for name, told in held["frequencies"].items()}
        rest = {name: held[name] for name in ("records", "same_odds", "kin_odds", "same", "kin", "unlike")}
        births = tuple(held["default_births"])
        return cls(
            **rest,
            frequencies=frequencies,
            default_births=births,
            bands=Bands(**held["bands"]),
            compared=tuple(held["compared"]),
            labels=held["labels"],
        )


def columns() -> dict[str, list[str]]:
    """The fields and levels that this version compares: a model must have been trained for the same."""
    return {field.name: [level.name for level in field.levels] for field in FIELDS}


def dump_model(model: Model) -> str:
    """The model file's text; the same model gives the same bytes."""
    held = {"format": FORMAT, "columns": columns(), "model": _rounded(asdict(model))}
    return json.dumps(held, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def save_model(model: Model, path: Path) -> None:
    """Write the model file whole or not at all. Raises ``MastError`` when it cannot be written."""
    write_text(dump_model(model), path)


def load_model(path: Path) -> Model:
    """Read a model file. Raises ``ModelRefused`` when it is missing, damaged, or trained for other columns."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelRefused(f"The model {path.name} cannot be read. Train one with: mast train") from error
    return parse_model(text, path.name)


def parse_model(text: str, name: str = "model") -> Model:
    """A model from the text of a model file. Raises ``ModelRefused`` with what is amiss."""
    try:
        held = json.loads(text)
        version = held["format"]
        trained_for = held["columns"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelRefused(f"The file {name} is damaged or is no model. Train one with: mast train") from error
    if version != FORMAT:
        raise ModelRefused(
            f"The model {name} has format {version}; this version reads {FORMAT}. Train it again: mast train"
        )
    if trained_for != columns():
        raise ModelRefused(
            f"The model {name} was trained for other columns{_unlike(trained_for)}. Train it again: mast train"
        )
    try:
        model = Model.from_dict(held["model"])
        _check(model)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelRefused(
            f"The model {name} is damaged: its figures are not whole. Train it again: mast train"
        ) from error
    return model


def _unlike(trained_for: object) -> str:
    known = columns()
    if not isinstance(trained_for, dict):
        return ""
    amiss = sorted(name for name in known.keys() | trained_for.keys() if known.get(name) != trained_for.get(name))
    return f" ({', '.join(amiss)})"


def _check(model: Model) -> None:
    """Every chance is a number above 0 and at most 1, for every level that says something."""
    for chances in (model.same, model.kin, model.unlike):
        for compared in FIELDS:
            for group in compared.groups:
                for level in group:
                    chance = chances[compared.name][compared.levels(level).name]
                    if not 0 < chance <= 1:
                        raise ValueError(compared.name)
    figures = (model.same_odds, model.kin_odds, model.bands.link, model.bands.review)
    if not all(math.isfinite(figure) for figure in figures) or model.bands.review > model.bands.link:
        raise ValueError("bands")


def _rounded(value: Any) -> Any:
    """Floats to ten significant digits, so that the last bit of a sum does not change a file."""
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, dict):
        return {key: _rounded(held) for key, held in value.items()}
    return value

"""Writes an evaluation as one HTML page that stands alone: figures, tables and charts, and nobody's record in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd

from mast.resolution.evaluating.background import (
    blocking_section,
    curve_section,
    probes_section,
    sizes_section,
    unlinkable_section,
    weights_section,
)
from mast.resolution.evaluating.coverage import Blocking, Unlinkable
from mast.resolution.evaluating.curve import Histogram, Point
from mast.resolution.evaluating.evaluation import Evaluation
from mast.resolution.evaluating.probes import Probe, ProbeFigures, by_origin, by_variation
from mast.resolution.evaluating.sections import figures_section, groups_section, partners_section
from mast.resolution.page import page


@dataclass(frozen=True, slots=True)
class Findings:
    """All that an evaluation found. What was not given is None, and the page says so in its place."""

    as_of: date
    evaluation: Evaluation | None = None
    sizes: Mapping[int, int] | None = None
    histogram: Histogram | None = None
    curve: Sequence[Point] | None = None
    unlinkable: Unlinkable | None = None
    blocking: Blocking | None = None
    probes: Sequence[Probe] | None = None

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON: the figures of the evaluation first, then what else was found."""
        told: dict[str, Any] = self.evaluation.as_dict() if self.evaluation else {}
        if self.sizes is not None:
            told["sizes"] = {str(size): persons for size, persons in self.sizes.items()}
        if self.histogram is not None:
            told["weights"] = self.histogram._asdict()
        if self.curve is not None:
            told["curve"] = [point._asdict() for point in self.curve]
        if self.unlinkable is not None:
            told["unlinkable"] = asdict(self.unlinkable)
        if self.blocking is not None:
            told["blocking"] = self.blocking.as_dict()
        if self.probes is not None:
            told["probes"] = {
                "origins": _rated(by_origin(self.probes)),
                "variations": _rated(by_variation(self.probes)),
            }
        return told


def report(found: Findings) -> str:
    """The page. The same findings give the same bytes; small cells are marked; no record and no person is named."""
    sections = [
        figures_section(found.evaluation),
        partners_section(found.evaluation),
        groups_section(found.evaluation),
        weights_section(found.histogram),
        curve_section(found.curve, found.evaluation),
        sizes_section(found.sizes),
        unlinkable_section(found.unlinkable),
        blocking_section(found.blocking),
        probes_section(found.probes),
    ]
    lead = (
        f"Ages are those reached in {found.as_of.year}. Every figure of a chart stands in a table beside it.",
        "Precision: of what was put together, the share that belongs together. Recall: of what belongs together, the "
        "share that was put together. F1 is their harmonic mean.",
    )
    return page("How right the links are", lead, sections)


def sizes_of(links: pd.DataFrame) -> dict[int, int]:
    """How many persons have one record, two, and so on."""
    sizes = links[links["person_id"] != ""].groupby("person_id").size().to_numpy()
    return dict(sorted(Counter(sizes.tolist()).items()))


def _rated(figures: Mapping[str, ProbeFigures]) -> dict[str, dict[str, Any]]:
    return {
        name: asdict(told) | {"recall": told.recall, "false_link_rate": told.false_link_rate}
        for name, told in figures.items()
    }

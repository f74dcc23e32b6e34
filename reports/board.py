"""The board's pack: which tables there are, in which order, and what may be shown of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from mast.core.facts import Partner
from mast.core.quality import Reading
from mast.graph.published import Generation
from mast.network.evidence import Evidence
from mast.network.homes import describe_homes
from mast.network.measures import measure_network
from mast.network.population import Population
from mast.network.ties import find_ties
from mast.reports.comparison import PastPack, compare, trend
from mast.reports.disclosure import disclose
from mast.reports.fairness import describe_deprivation, describe_fairness
from mast.reports.kept import Kept
from mast.reports.matching import describe_bands, describe_probes
from mast.reports.overlap import describe_overlap
from mast.reports.places import describe_places
from mast.reports.recovery import Edition
from mast.reports.shapes import describe_network
from mast.reports.tables import Part, Printed
from mast.reports.upkeep import describe_copy, describe_quality, describe_retention
from mast.reports.usage import Usage, describe_usage
from mast.resolution.evaluating.probes import Probe

FORMAT: Final = 1
WHAT: Final = "MAST: the board's pack. Counts only, small ones hidden."


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a pack is made of. ``deprivation``: groups as a partner counted them: name, records, of them matched;
    ``certificate``: the last of ``mast purge``; ``copy_risk``, ``copy_k``: of the analysts' copy.
    """

    population: Population
    evidence: Evidence
    partners: Sequence[Partner]
    usage: Usage
    readings: Sequence[Reading]
    probes: Sequence[Probe]
    deprivation: Sequence[tuple[str, int, int]] = ()
    certificate: Mapping[str, Any] | None = None
    copy_risk: float = 0.0
    copy_k: int = 5


@dataclass(frozen=True, slots=True)
class Pack:
    """What is published. ``facts``: where it comes from. The same sources and earlier packs give the same pack."""

    as_of: date
    facts: Mapping[str, Any]
    tables: tuple[Printed, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over everything in it."""
        return sha256(json.dumps(self._told(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The whole pack, its digest included."""
        return {**self._told(), "digest": self.digest}

    def table(self, name: str) -> Printed | None:
        """The table of that name."""
        return next((table for table in self.tables if table.name == name), None)

    def _told(self) -> dict[str, Any]:
        return {
            "what": WHAT,
            "format": FORMAT,
            "as_of": self.as_of.isoformat(),
            **self.facts,
            "tables": [
                {
                    "name": table.name,
                    "title": table.title,
                    "meaning": table.meaning,
                    "columns": list(table.columns),
                    "rows": [list(row) for row in table.rows],
                }
                for table in self.tables
            ],
        }


def count_all(sources: Sources) -> Part:
    """All tables of a pack with true counts, in their order, and all relations."""
    population, partners = sources.population, sources.partners
    homes = describe_homes(population)
    agencies = {str(home): codes for home, codes in homes["agencies"].items() if codes}
    measures = measure_network(find_ties(population), agencies)
    overlap = describe_overlap(population, homes, partners)
    counts = {name: count for table in overlap.tables for name, count in table.counts().items()}
    parts = [
        overlap,
        describe_places(population),
        describe_network(measures, agencies),
        describe_usage(sources.usage, partners),
        describe_bands(sources.evidence, partners),
        describe_fairness(population, sources.evidence, partners),
        describe_deprivation(sources.deprivation, counts, partners),
        describe_probes(sources.probes),
        describe_quality(sources.readings, partners, population.window.until),
        describe_retention(sources.certificate),
        describe_copy(sources.copy_risk, sources.copy_k),
    ]
    return Part([table for part in parts for table in part.tables], [rule for part in parts for rule in part.relations])


def make_pack(
    counted: Part, as_of: date, facts: Mapping[str, Any], earlier: Sequence[Kept], previous: PastPack | None
) -> tuple[Pack, Edition]:
    """The pack, and what its figures are for the packs after it.

    ``earlier``: all packs made before, oldest first; ``previous``: the one that it is compared with.
    """
    counts = {name: count for table in counted.tables for name, count in table.counts().items()}
    quiet = {name for table in counted.tables for name in table.quiet()}
    edition = disclose(counts, counted.relations, [one.edition for one in earlier], quiet)
    tables = [table.printed(edition.shown) for table in counted.tables]
    later = [compare(tables, previous)] if previous is not None else []
    if earlier:
        later.append(trend(tables, as_of.isoformat(), [one.pack for one in earlier]))
    return Pack(as_of, facts, (*tables, *later)), edition


def provenance(generation: Generation, population: Population, version: str) -> dict[str, Any]:
    """What a pack says of where it comes from."""
    return {
        "window": {"after": population.window.after.isoformat(), "until": population.window.until.isoformat()},
        "generation": {
            "number": generation.number,
            "published_at": generation.published_at,
            "digest": generation.digest,
            "model": generation.model,
            "plan": generation.plan,
            "decisions": generation.decisions,
        },
        "mast": version,
    }

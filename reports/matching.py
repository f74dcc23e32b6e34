"""How good the links are: pairs by band, and what the model does with invented names."""

from collections.abc import Sequence
from typing import Final

from mast.core.facts import Partner
from mast.network.evidence import LINK, REVIEW, Evidence
from mast.reports.tables import Count, Part, Table, figure
from mast.resolution.evaluating.probes import Probe, by_origin

BANDS: Final = "match-bands"
PROBES: Final = "fairness-probes"
_LINKED, _REVIEWED = "linked", "for review"


def describe_bands(evidence: Evidence, partners: Sequence[Partner]) -> Part:
    """Pairs of records that link, and that were left for review, by the partners of the two."""
    bands = evidence.bands
    keys = zip(bands["partner_a"], bands["partner_b"], bands["band"], strict=True)
    pairs = {key: int(count) for key, count in zip(keys, bands["pairs"], strict=True)}
    rows = []
    for place, one in enumerate(partners):
        for other in partners[place:]:
            lesser, greater = sorted((one.code, other.code))
            label = f"within {one.name}" if one is other else _between(one, other)
            rows.append((label, tuple(Count(pairs.get((lesser, greater, band), 0)) for band in (LINK, REVIEW))))
    table = Table(
        BANDS,
        "Pairs of records by how sure the match is",
        "Pairs of records that the evidence itself joins, and pairs that are alike and unsure. Unsure pairs are never "
        "shown as one person: they wait for somebody to decide.",
        ("between", _LINKED, _REVIEWED),
        tuple(rows),
    )
    return Part([table])


def describe_probes(probes: Sequence[Probe]) -> Part:
    """Made-up pairs of names. Nobody's origin is derived: a live record has none."""
    table = Table(
        PROBES,
        "Invented names of many origins",
        "The model in force, tried on invented pairs of names of many origins, the same kinds of pairs of each: pairs "
        "of one person found, pairs of one person left for review, and pairs of two people wrongly joined. No real "
        "person is in it.",
        ("names", "found", "left for review", "wrongly joined"),
        tuple(
            (
                origin,
                (
                    f"{told.recall:.0%}",
                    f"{told.review / told.one_person:.0%}" if told.one_person else "–",
                    f"{told.false_link_rate:.0%}",
                ),
            )
            for origin, told in by_origin(probes).items()
        ),
    )
    return Part([table])


def reviewed_between(partner: Partner, partners: Sequence[Partner]) -> list[str]:
    """The figures that count the pairs left for review between a partner's records and all others'."""
    pairs = [(one, other) for place, one in enumerate(partners) for other in partners[place + 1 :]]
    return [figure(BANDS, _between(*pair), _REVIEWED) for pair in pairs if partner in pair]


def _between(one: Partner, other: Partner) -> str:
    return f"{one.name} and {other.name}"

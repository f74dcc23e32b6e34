"""The network of households: which shapes its parts have, how large they are, how many ties alone hold two together.

Shapes are drawn as such, never one that exists: every household is a dot without a place or a name.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from mast.network.homes import SEVERAL
from mast.network.measures import Measures
from mast.reports.recovery import never_more
from mast.reports.tables import Count, Part, Share, Table, figure

NETWORK: Final = "network"
BRIDGES: Final = "bridges"
FEW, MANY = f"fewer than {SEVERAL} agencies", f"{SEVERAL} agencies or more"
_CHAIN: Final = "a chain of four"

SHAPES: Final[Mapping[str, tuple[tuple[int, int], ...]]] = {
    "a pair": ((0, 1),),
    "a chain of three": ((0, 1), (1, 2)),
    "a triangle": ((0, 1), (0, 2), (1, 2)),
    _CHAIN: ((0, 1), (1, 2), (2, 3)),
    "a star of four": ((0, 1), (0, 2), (0, 3)),
    "a square": ((0, 1), (0, 3), (1, 2), (2, 3)),
    "a triangle with a tail": ((0, 1), (0, 2), (1, 2), (2, 3)),
    "a square with one diagonal": ((0, 1), (0, 2), (0, 3), (1, 2), (2, 3)),
    "four all tied to each other": ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)),
}
"""Every connected shape of two to four households, by its ties. Up to four, the numbers of ties tell shapes apart."""
_LARGER: Final = (("five to nine households", 5, 9), ("ten households or more", 10, None))


def describe_network(measures: Measures, agencies: Mapping[str, tuple[str, ...]]) -> Part:
    """``agencies``: household to the codes of those that know somebody there."""
    parts = measures.components
    degrees: dict[str, list[int]] = {}
    for name, degree in zip(measures.homes["component"], measures.homes["degree"], strict=True):
        degrees.setdefault(name, []).append(degree)
    labels = [_label(int(size), degrees[str(name)]) for name, size in parts["households"].items()]
    label = pd.Series(labels, index=parts.index, dtype=object)
    many = parts["agencies"].map(len) >= SEVERAL
    rows = []
    for name in [*SHAPES, *(label for label, _, _ in _LARGER)]:
        own = parts[label == name]
        possible = int((own["households"] * (own["households"] - 1) // 2).sum())
        rows.append(
            (
                name,
                (
                    Count(int((~many[own.index]).sum())),
                    Count(int(many[own.index].sum())),
                    _ties_of(name) or Share(int(own["ties"].sum()), possible),
                ),
            )
        )
    network = Table(
        NETWORK,
        "Households that are tied to each other",
        "Two households are tied when somebody moved from one to the other, when one contact was with people of both, "
        "or when somebody of one had a contact at the other's address. A tie claims no kinship. Counted are groups of "
        "households that hang together, by their shape and by how many agencies know anybody in them; the last column "
        "is how many of the possible ties there are.",
        ("shape", FEW, MANY, "ties"),
        tuple(rows),
    )
    bridges = _bridges(measures, agencies)
    chains = [figure(NETWORK, _CHAIN, column) for column in (FEW, MANY)]
    ends = [figure(BRIDGES, row, "bridges") for row, _ in bridges.rows]
    return Part([network, bridges], [never_more(chains, ends)])


def _bridges(measures: Measures, agencies: Mapping[str, tuple[str, ...]]) -> Table:
    apart = sum(not set(agencies.get(one, ())) & set(agencies.get(other, ())) for one, other in measures.bridges)
    return Table(
        BRIDGES,
        "Bridges",
        "Ties between two households that alone hold two groups of households together.",
        ("the two households", "bridges"),
        (
            ("are known to one agency at least that is the same", (Count(len(measures.bridges) - apart),)),
            ("have no agency in common", (Count(apart),)),
        ),
    )


def _ties_of(shape: str) -> str:
    if shape not in SHAPES:
        return ""
    households = 1 + max(end for pair in SHAPES[shape] for end in pair)
    return f"{len(SHAPES[shape])} of {households * (households - 1) // 2}"


def _label(households: int, degrees: Sequence[int]) -> str:
    for label, least, most in _LARGER:
        if households >= least and (most is None or households <= most):
            return label
    return _BY_DEGREES[tuple(sorted(degrees))]


def _degrees(ties: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    ends = [end for pair in ties for end in pair]
    return tuple(sorted(ends.count(end) for end in set(ends)))


_BY_DEGREES: Final = {_degrees(ties): name for name, ties in SHAPES.items()}

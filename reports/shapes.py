"""The network of households: which shapes its parts have, how large they are, how many ties alone hold two together.

Shapes are drawn as such, never one that exists: every household is a dot without a place or a name.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from mast.network.homes import SEVERAL
from mast.network.measures import Measures
from mast.reports.overlap import HOW_MANY, known_to
from mast.reports.recovery import Relation, never_more
from mast.reports.tables import NONE, Count, Part, Table, figure

NETWORK: Final = "network"
BRIDGES: Final = "bridges"
FEW, MANY = f"fewer than {SEVERAL} agencies", f"{SEVERAL} agencies or more"
_BRIDGES: Final = "bridges"
_COMMON, _APART = "are known to one agency at least that is the same", "have no agency in common"
_PAIR, _CHAIN = "a pair", "a chain of four"
_THOUSAND: Final = 1000

SHAPES: Final[Mapping[str, tuple[tuple[int, int], ...]]] = {
    _PAIR: ((0, 1),),
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
_LARGER_ROWS: Final = tuple(label for label, _, _ in _LARGER)
_ROWS: Final = (*SHAPES, *_LARGER_ROWS)


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
    for name in _ROWS:
        own = label == name
        rows.append((name, (Count(int((own & ~many).sum())), Count(int((own & many).sum())), _ties_of(name))))
    network = Table(
        NETWORK,
        "Households that are tied to each other",
        "Two households are tied when somebody moved from one to the other, when one contact was with people of both, "
        "or when somebody of one had a contact at the other's address. A tie claims no kinship. Counted are groups of "
        "households that hang together, by their shape and by how many agencies know anybody in them; the last column "
        "is how many of the possible ties a shape has.",
        ("shape", FEW, MANY, "ties"),
        tuple(rows),
    )
    largest = int(parts["households"].max()) if len(parts) else 0
    return Part([network, _bridges(measures, agencies)], [*_relations_of_parts(), *_relations_of_bridges(largest)])


def _bridges(measures: Measures, agencies: Mapping[str, tuple[str, ...]]) -> Table:
    apart = sum(not set(agencies.get(one, ())) & set(agencies.get(other, ())) for one, other in measures.bridges)
    return Table(
        BRIDGES,
        "Bridges",
        "Ties between two households that alone hold two groups of households together, two households or more on "
        "either side.",
        ("the two households", _BRIDGES),
        (
            (_COMMON, (Count(len(measures.bridges) - apart),)),
            (_APART, (Count(apart),)),
        ),
    )


def _ties_of(shape: str) -> str:
    if shape not in SHAPES:
        return NONE
    households = 1 + max(end for pair in SHAPES[shape] for end in pair)
    return f"{len(SHAPES[shape])} of {households * (households - 1) // 2}"


def _relations_of_parts() -> list[Relation]:
    """A group known to three agencies has a household that three know, or one that two know and another, or three that
    one knows; and of these a pair has not the last.
    """
    many, pairs = [figure(NETWORK, name, MANY) for name in _ROWS], [figure(NETWORK, _PAIR, MANY)]
    one, two, three = (known_to(number) for number in HOW_MANY)
    return [
        never_more(many * 3, one + two * 2 + three * 3),
        never_more(many * 2, one + two + three * 2),
        never_more(pairs, two + three),
    ]


def _relations_of_bridges(largest: int) -> list[Relation]:
    """Of the shapes up to four households only a chain of four has a bridge; among nine households six can be bridges.

    ``largest``: households of the largest group. How many bridges are in a group of ten or more, nobody knows: more
    than a thousand in none, or than it has households.
    """
    chains, *larger = ([figure(NETWORK, name, column) for column in (FEW, MANY)] for name in (_CHAIN, *_LARGER_ROWS))
    nine, more = larger
    no_end = more * max(_THOUSAND, largest)
    common, apart = (figure(BRIDGES, row, _BRIDGES) for row in (_COMMON, _APART))
    known = [name for number in HOW_MANY for name in known_to(number)]
    return [
        never_more(chains, [common, apart]),
        never_more([common, apart], chains + nine * 6 + no_end),
        # Bridges form no ring: those of one group have one end more than there are of them, of households that are
        # known to somebody where the bridge's ends have an agency in common.
        never_more([common], known),
        never_more([common] * 2, known + nine * 5 + no_end),
        never_more([common] * 7, known * 6 + no_end),
    ]


def _label(households: int, degrees: Sequence[int]) -> str:
    for label, least, most in _LARGER:
        if households >= least and (most is None or households <= most):
            return label
    return _BY_DEGREES[tuple(sorted(degrees))]


def _degrees(ties: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    ends = [end for pair in ties for end in pair]
    return tuple(sorted(ends.count(end) for end in set(ends)))


_BY_DEGREES: Final = {_degrees(ties): name for name, ties in SHAPES.items()}

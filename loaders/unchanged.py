"""Which rows of a delivery say anything new: the others are left out, whatever file they come in."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mast.core.facts import Row
from mast.ledger.stated import Stated
from mast.loaders.imprints import Imprints, content

Which = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class News:
    """Where the rows to write stand among those that were asked about, and what they state (``ledger.stated``).

    ``content``: one hash of all that the rows state, told or not, the same in whatever order they come. ``known``: how
    many rows are held already, whatever they stated then.
    """

    at: Sequence[int]
    stated: Stated
    content: str = ""
    known: int = 0

    def of(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """Those of the rows that were asked about."""
        return tuple(rows[at] for at in self.at)


def news(imprints: Imprints, held: Stated) -> News:
    """The rows of which one, or another of the same record or event, states what the ledger does not hold.

    Records and events are written whole or not at all: which of two rows of one day holds is decided between them. Each
    row is one event of one record, and no other of them is (``loaders.validation``).
    """
    names, said = imprints["name"], imprints["said"]
    places = held.places(names)
    at = np.flatnonzero(_hang_together(imprints, ~held.hold(places, said)))
    return News(at.tolist(), Stated(names[at], said[at]), content(imprints), int(np.count_nonzero(places >= 0)))


def _hang_together(imprints: Imprints, changed: Which) -> Which:
    """The changed rows, and all that share a record or an event with them, through any chain of both."""
    touched, fresh = changed, changed
    while fresh.any() and not touched.all():
        events, records = np.unique(imprints["event"][fresh]), np.unique(imprints["record"][fresh])
        shared = np.isin(imprints["event"], events) | np.isin(imprints["record"], records[records != 0])
        fresh = shared & ~touched
        touched = touched | fresh
    return touched

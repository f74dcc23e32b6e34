"""A full delivery on its way into the graph: what it no longer contains is retired, and no longer known by its hash."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from mast.core.facts import Row
from mast.graph.retiring import Part, retire
from mast.graph.writer import Writer
from mast.ledger.deliveries import Kind
from mast.ledger.stated import Stated, forget_rows
from mast.ledger.store import Ledger
from mast.loaders.checking import Checked
from mast.loaders.imprints import named
from mast.loaders.unchanged import News


@dataclass(slots=True)
class Retiring:
    """Retires, under the number of a full delivery and after its news. ``gone``: the parts in events that are retired.

    What they stated is forgotten before the graph has it: after a crash between they are news again, never lost.
    """

    ledger: Ledger
    checked: Checked
    rows: Sequence[Row]
    changed: Collection[str]
    gone: frozenset[Part] = field(default=frozenset())

    def __call__(self, writer: Writer) -> None:
        delivery = self.checked.delivery
        partner = delivery.partner.code
        unread = {f"{partner}:{event}" for event in self.checked.unread}
        self.gone = retire(writer, partner, self.rows, delivery.data_as_of, unread=unread, changed=self.changed)
        with self.ledger.begin("deliveries") as connection:
            forget_rows(connection, partner, names_of(partner, self.gone))


def retires_nothing(checked: Checked) -> bool:
    """Whether a row was rejected of which not even the event is known: any event may be the one that it is about."""
    return "" in checked.unread


def retiring(
    ledger: Ledger, checked: Checked, kind: Kind, told: News, rows: Sequence[Row], held: Stated
) -> Retiring | None:
    """What a delivery retires beside its news; None for one that retires nothing.

    ``rows``: its news. ``held``: what is known.
    """
    if kind != "full" or retires_nothing(checked):
        return None
    changed = _records(rows)
    if not changed and told.known == len(held):
        return None
    return Retiring(ledger, checked, checked.every_row(), changed)


def names_of(partner: str, parts: Collection[Part]) -> list[bytes]:
    """The hashes by which the ledger knows the rows of these parts."""
    own = len(partner) + 1
    return [named(event[own:], record[own:]) for record, event in parts]


def _records(rows: Collection[Row]) -> frozenset[str]:
    return frozenset(row.record_key for row in rows if row.record)

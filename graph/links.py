"""The link types of the graph that carry ``since`` and ``until``, and the difference between two sets of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mast.graph.digest import weigh

FOREVER: Final = 999_999_999
"""``until`` of a link that still holds. A number, not null: the engines compare nulls differently."""


@dataclass(frozen=True, slots=True)
class LinkKind:
    """One link type. ``told_apart_by``: properties that, with both ends, name one link. ``carries``: the others."""

    name: str
    told_apart_by: tuple[str, ...] = ()
    carries: tuple[str, ...] = ()

    @property
    def properties(self) -> tuple[str, ...]:
        return self.told_apart_by + self.carries


SAYS: Final = LinkKind("says", carries=("stated_on",))
HAS_IDENTIFIER: Final = LinkKind("has_identifier", carries=("verified",))
LIVES_AT: Final = LinkKind("lives_at", carries=("first_seen", "last_seen", "current"))
LED_BY: Final = LinkKind("led_by", told_apart_by=("opened_on",), carries=("is_open", "closed_on", "stated_on"))
FOUND_BY: Final = LinkKind("found_by")
HAD: Final = LinkKind("had", carries=("happened_on", "kind"))
AT: Final = LinkKind("at", told_apart_by=("record",), carries=("happened_on", "kind"))
HANDLED_BY: Final = LinkKind("handled_by", told_apart_by=("record",))

DENOTES: Final = LinkKind("denotes")
DESCRIBED_BY: Final = LinkKind("described_by")
MATCHES: Final = LinkKind("matches", carries=("weight", "band", "model", "reason"))
REFERS_TO: Final = LinkKind("refers_to")
MEMBER_OF: Final = LinkKind("member_of", carries=("first_day", "last_day"))
BASED_AT: Final = LinkKind("based_at")

STATED: Final = (SAYS, HAS_IDENTIFIER, LIVES_AT, LED_BY, FOUND_BY, HAD, AT, HANDLED_BY)
RESOLVED: Final = (DENOTES, DESCRIBED_BY, MATCHES, REFERS_TO, MEMBER_OF, BASED_AT)

Name = tuple[Any, ...]
Links = dict[Name, tuple[Any, ...]]
"""Links of one kind: (source, target, *told_apart_by) -> the values it carries."""


@dataclass(slots=True)
class Difference:
    """What must be closed and opened, as rows for the statements; sorted, so that equal input gives equal writes.

    ``digest``: what it adds to the sum of the hashes of all links in force.
    """

    closed: list[dict[str, Any]] = field(default_factory=list)
    opened: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0
    digest: int = 0


def read_links(kind: LinkKind, rows: Iterable[Mapping[str, Any]]) -> Links:
    """Rows of a statement that returns ``source``, ``target`` and the kind's properties, by name."""
    return {
        (row["source"], row["target"], *(row[name] for name in kind.told_apart_by)): tuple(
            row[name] for name in kind.carries
        )
        for row in rows
    }


def difference(kind: LinkKind, held: Links, wanted: Links) -> Difference:
    """Close what is held and not wanted, or carries other values; open what is wanted and not held so."""
    gone = sorted(name for name, values in held.items() if wanted.get(name) != values)
    new = sorted(name for name, values in wanted.items() if held.get(name) != values)
    return Difference(
        closed=[_row(kind, name, ()) for name in gone],
        opened=[_row(kind, name, wanted[name]) for name in new],
        unchanged=len(held) - len(gone),
        digest=weigh(kind.name, (name + wanted[name] for name in new))
        - weigh(kind.name, (name + held[name] for name in gone)),
    )


def _row(kind: LinkKind, name: Name, values: tuple[Any, ...]) -> dict[str, Any]:
    row = dict(zip(("source", "target", *kind.told_apart_by), name, strict=True))
    row.update(zip(kind.carries, values, strict=bool(values)))
    return row

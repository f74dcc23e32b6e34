"""Who may read cards, and what of the graph exists for them: the one place where the API decides either."""

from collections.abc import Iterable
from typing import Final

from mast.access.tokens import Identity, Role
from mast.core.facts import Partner
from mast.core.visibility import Visibility

MAY_READ: Final[dict[Role, bool]] = {
    Role.PRACTITIONER: True,
    Role.LEAD: True,
    Role.STEWARD: True,
    Role.ANALYST: False,
    Role.BOARD: False,
    Role.AUDITOR: False,
    Role.ADMINISTRATOR: False,
}
"""Roles that look people up by name. Every role has a row; one without would be refused."""


def may_read(identity: Identity) -> bool:
    return MAY_READ.get(identity.role, False)


def visibility_of(identity: Identity, partners: Iterable[Partner]) -> Visibility:
    """What exists for this reader: today the facts of every configured partner, and no seals."""
    return Visibility(agencies=tuple(partner.code for partner in partners), sealed=())

"""A glass that a lead breaks from the pages: it stays broken for one search and its cards, and for five minutes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from mast.access.errors import NotPermitted
from mast.access.glass import FIELD
from mast.access.policy import Policy
from mast.access.purposes import Purpose
from mast.web.sessions import Session

LASTS: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Glass:
    """``reason``: of ``access.glass.BreakReason``. ``second``: the token of who stands by, "" for nobody."""

    reason: str
    second: str = field(repr=False)
    until: datetime

    def is_over(self, now: datetime) -> bool:
        return now > self.until


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a handle stands for where the link to it was shown through a broken glass: an id, and that glass."""

    id: str
    glass: Glass


def may_break(session: Session, policy: Policy) -> bool:
    """Whether the policy lets this session break the glass for its purpose. Nothing that is looked up bears on it."""
    if session.identity is None or not session.purpose:
        return False
    try:
        policy.permit(session.identity, Purpose(session.purpose)).require([FIELD])
    except NotPermitted:
        return False
    return True

"""A person's touchpoints one by one: agency, kind and day, the newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from mast.core.card import Contact
from mast.core.window import Window
from mast.graphql.cursors import Order, newest_first


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of one partner. ``mark`` tells events of one day apart, and says nothing of the partner's number."""

    partner: str
    kind: str
    on: date
    mark: str


TIMELINE: Order[Entry] = Order("timeline", (int, str), lambda one: (newest_first(one.on), one.mark))


def entries_of(contacts: Iterable[Contact], partners: Iterable[str], window: Window) -> list[Entry]:
    """Each event in the window once, as the summary counts it: of several accounts of an event the newest day holds."""
    known = set(partners)
    events: dict[str, Contact] = {}
    for contact in contacts:
        if contact.on in window and contact.partner in known:
            held = events.get(contact.event)
            if held is None or held.on < contact.on:
                events[contact.event] = contact
    return [Entry(c.partner, c.kind, c.on, sha256(c.event.encode()).hexdigest()[:16]) for c in events.values()]

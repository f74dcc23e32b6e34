"""Who the users are in MAST, by a list of the deployment: so that looks at oneself and one's family can be flagged."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from mast.access.flags import Own
from mast.access.looks import same_person
from mast.access.seals import kind_of
from mast.core.errors import InputRefused, UsageError
from mast.core.window import Window
from mast.fields.text import fold
from mast.graph.reader import GraphReader
from mast.ledger.store import Ledger


def read_staff(path: Path) -> dict[str, str]:
    """User to the record or person that they are, from a CSV with the columns ``user`` and ``key``.

    Raises InputRefused, naming the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputRefused(f"{path}: the list of staff cannot be read: give a CSV with the columns user,key.") from None
    found = {}
    for number, row in enumerate(rows, start=2):
        user, key = (str(row.get(name) or "").strip() for name in ("user", "key"))
        try:
            if not user or kind_of(key) not in ("record", "person"):
                raise UsageError("no record")
        except UsageError:
            raise InputRefused(f"{path}: line {number} is not a user and the key of a record or person.") from None
        found[user] = key
    return found


def own_of(staff: Mapping[str, str], reader: GraphReader, ledger: Ledger, today: date) -> dict[str, Own]:
    """Each user's own ids, and those of who has the surname and the address that they have."""
    window = Window.twelve_months_to(today)
    return {user: _own(key, reader, ledger, window) for user, key in staff.items()}


def _own(key: str, reader: GraphReader, ledger: Ledger, window: Window) -> Own:
    ids = same_person(ledger, key)
    mine = sorted(id for id in ids if id.startswith("P") and ":" not in id)
    homes = {stay.address.id for stays in reader.residences(mine, window).values() for stay in stays if stay.current}
    near = {one.person for seen in reader.residents(sorted(homes), window).values() for one in seen} - ids
    names = reader.details([*mine, *sorted(near)])
    surnames = {fold(said.details.surname) for id in mine for said in names.get(id, ())} - {""}
    family = {id for id in near if surnames & {fold(said.details.surname) for said in names.get(id, ())}}
    return Own(frozenset(ids), frozenset(family))

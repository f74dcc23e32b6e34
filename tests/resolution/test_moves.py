"""Since when two records share an address, or have different ones: said only where dates tell."""

import pytest

from mast.resolution.columns import Records, Residences
from mast.resolution.comparing.levels import Home
from mast.resolution.explaining.moves import since
from mast.resolution.homes import settle

Stay = tuple[str, str, str, bool]


def told(mine: list[Stay], theirs: list[Stay], level: Home) -> str:
    stays = [
        {"record": key, "address": address, "first_seen": first, "last_seen": last, "current": current}
        for key, held in (("p:1", mine), ("p:2", theirs))
        for address, first, last, current in held
    ]
    records = Records.from_rows([{"key": "p:1", "surname": "A"}, {"key": "p:2", "surname": "B"}])
    return since(settle(records, Residences.from_rows(stays), {}), 0, 1, level)


LONG = ("x", "2024-01-05", "2026-10-01", True)


@pytest.mark.parametrize(
    ("mine", "theirs", "level", "said"),
    [
        ([LONG], [("x", "2025-03-09", "2026-01-01", True)], Home.SAME_NOW, " (since March 2025)"),
        ([LONG], [("x", "", "", True)], Home.SAME_NOW, ""),
        (
            [LONG],
            [("x", "2024-02-01", "2025-02-01", False), ("y", "2025-12-31", "2026-02-01", True)],
            Home.SAME_ONCE,
            "; different address since December 2025",
        ),
        # Both have moved: their addresses differ since the first of them did.
        (
            [("x", "2024-01-01", "2024-05-01", False), ("z", "2024-07-01", "2026-01-01", True)],
            [("x", "2024-02-01", "2025-02-01", False), ("y", "2025-12-31", "2026-02-01", True)],
            Home.SAME_ONCE,
            "; different address since July 2024",
        ),
        ([LONG], [("x", "2024-02-01", "2025-02-01", False)], Home.SAME_ONCE, ""),
        ([LONG], [("y", "2026-03-01", "2026-03-01", True)], Home.ELSEWHERE, " since March 2026"),
        # Never known on one day: one person may simply have moved.
        ([("x", "2024-01-05", "2025-01-01", True)], [("y", "2026-03-01", "2026-04-01", True)], Home.ELSEWHERE, ""),
        ([LONG], [("y", "", "2026-04-01", True)], Home.SAME_DISTRICT, ""),
        ([], [LONG], Home.MISSING, ""),
    ],
)
def test_since_when(mine: list[Stay], theirs: list[Stay], level: Home, said: str) -> None:
    assert told(mine, theirs, level) == said
    assert told(theirs, mine, level) == said

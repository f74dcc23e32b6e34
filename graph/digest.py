"""The canonical digest: one text for everything that a generation shows, the same on both engines and in any order.

A multiset hash: each link that can be seen, facts and resolved ones alike, is a row of text; the digest is the sum of
the rows' SHA-256, modulo 2**256 (AdHASH: Bellare and Micciancio, "A New Paradigm for Collision-Free Hashing", 1997). So
it is kept by differences: a link that opens is added, one that closes is taken away. Nodes are named by what they say,
hence their names in the rows speak for their content.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Final

_MODULUS: Final = 2**256

NOTHING: Final = f"{0:064x}"
"""The digest of a graph that shows nothing."""


def weigh(kind: str, rows: Iterable[tuple[Any, ...]]) -> int:
    """The sum of the hashes of some links of one kind, not yet taken modulo anything.

    A row is source, target, then the kind's ``properties``, flat.
    """
    total = 0
    for row in rows:
        text = "\x1f".join([kind, *map(str, row)])
        total += int.from_bytes(sha256(text.encode()).digest(), "big")
    return total


def told(total: int) -> str:
    """A sum of hashes as 64 hexadecimal digits."""
    return f"{total % _MODULUS:064x}"


def read(text: str | None) -> int:
    """The sum that ``told`` wrote; 0 for none."""
    return int(text or "0", 16)

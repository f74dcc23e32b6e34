"""What a check of the stores finds amiss: one word for it in both of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """``check`` is the rule that does not hold, ``told`` what is so instead: counts, ids, record keys, nothing stated.

    ``mends``: whether a repair can set it right without losing anything.
    """

    check: str
    told: str
    mends: bool = False

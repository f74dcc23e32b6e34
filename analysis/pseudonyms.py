"""Keyed pseudonyms: the same id reads the same within a period, and nobody without the key can go back or forward."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_LENGTH = 16


class Period(StrEnum):
    """How long a pseudonym holds (``MAST_ANALYSIS_PERIOD``). When it ends, every node of the copy has a new name."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    def label(self, day: date) -> str:
        """As in ``2026-10``, ``2026-Q4``, ``2026``."""
        if self is Period.MONTH:
            return f"{day:%Y-%m}"
        return f"{day.year}-Q{(day.month + 2) // 3}" if self is Period.QUARTER else str(day.year)


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """HMAC-SHA256 (RFC 2104) of the period, the kind and the id, 16 hex digits of it behind the kind's first letter.

    The key is a file of the deployment that no analyst holds: without it, hashing all possible ids, which are few and
    in sequence, tells nothing.
    """

    key: bytes
    period: str

    def of(self, kind: str) -> Callable[[str], str]:
        """Names for one kind of node, as in ``h-5f0c…`` for a household."""
        begun = hmac.new(self.key, f"{self.period}\n{kind}\n".encode(), hashlib.sha256)

        def name(id: str) -> str:
            one = begun.copy()
            one.update(id.encode())
            return f"{kind[0]}-{one.hexdigest()[:_LENGTH]}"

        return name

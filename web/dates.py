"""Days as people say them, in the words of a catalogue: ``3 March 2026``, ``12 days ago``."""

from collections.abc import Mapping
from datetime import date
from typing import Any


class Dates:
    """``words``: the section ``dates`` of a catalogue."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._words = words

    def in_words(self, iso: str | None) -> str:
        """``3 March 2026``; "" for no day."""
        if not iso:
            return ""
        day = date.fromisoformat(iso)
        return f"{day.day} {self.month(day.year, day.month)}"

    def month(self, year: int, month: int) -> str:
        """``March 2026``; January is 1."""
        return f"{self._words['months'][month - 1]} {year}"

    def age(self, iso: str | None, today: date) -> str:
        """``today``, ``yesterday``, ``12 days ago``, ``3 months ago``: how long a day lies back. "" for no day."""
        if not iso:
            return ""
        days = (today - date.fromisoformat(iso)).days
        if days <= 1:
            return str(self._words["yesterday" if days == 1 else "today"])
        if days < 60:
            return str(self._words["days_ago"]).format(days)
        return str(self._words["months_ago"]).format(days * 12 // 365)

    def span(self, since: str | None, until: str | None) -> str:
        """``4 January 2026 – now``; with dots for a beginning that is not told."""
        return f"{self.in_words(since) or '…'} – {self.in_words(until) or self._words['now']}"

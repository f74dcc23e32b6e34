"""Which events of a delivery were met before, in eight bytes a slot and two to four slots an event."""

from array import array
from typing import Final

_FIRST_SLOTS: Final = 2**16


class Repeats:
    """Knows an event of a record by a hash of 64 bits, in a table of open addressing (Knuth, TAOCP 3, 6.4).

    Two that are not the same are taken for a repetition once in some 37 million deliveries of a million rows; the row
    is then told of in the rejects file, as every other. Python's hash is keyed anew for each process, so that nobody
    can write two events that are taken for one.
    """

    def __init__(self) -> None:
        self._slots = array("q", bytes(8 * _FIRST_SLOTS))
        self._mask, self._room = _FIRST_SLOTS - 1, _FIRST_SLOTS // 2

    def knew(self, name: bytes) -> bool:
        """Whether the event of a record that is named so (``imprints.named``) was asked for before."""
        key = hash(name) or 1
        if not _add(self._slots, self._mask, key):
            return True
        self._room -= 1
        if not self._room:
            self._grow()
        return False

    def _grow(self) -> None:
        held, size = self._slots, 2 * len(self._slots)
        self._slots = array("q", bytes(8 * size))
        self._mask, self._room = size - 1, size // 4
        for key in held:
            if key:
                _add(self._slots, self._mask, key)


def _add(slots: "array[int]", mask: int, key: int) -> bool:
    """Whether the key is new to the table, and is in it from now on. Nought marks a free slot."""
    at = key & mask
    while held := slots[at]:
        if held == key:
            return False
        at = (at + 1) & mask
    slots[at] = key
    return True

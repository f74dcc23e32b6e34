"""Many texts that may be asked for again, most of them never: held packed, a thousand together."""

import zlib
from typing import Final

_TOGETHER: Final = 1_000
_FAST: Final = 1
_BETWEEN: Final = "\0"


class Texts:
    """Texts that are added one by one, none with a NUL in it; each can be had again by its place."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._open: list[str] = []
        self._at, self._unpacked = -1, list[str]()

    def __len__(self) -> int:
        return len(self._packed) * _TOGETHER + len(self._open)

    def add(self, text: str) -> None:
        self._open.append(text)
        if len(self._open) == _TOGETHER:
            whole = _BETWEEN.join(self._open).encode("utf-8", "surrogatepass")
            self._packed.append(zlib.compress(whole, _FAST))
            self._open.clear()

    def __getitem__(self, place: int) -> str:
        piece, within = divmod(place, _TOGETHER)
        if piece == len(self._packed):
            return self._open[within]
        if piece != self._at:  # those beside it are often asked for next
            whole = zlib.decompress(self._packed[piece]).decode("utf-8", "surrogatepass")
            self._at, self._unpacked = piece, whole.split(_BETWEEN)
        return self._unpacked[within]

"""XML read as a stream: bounded memory whatever it says, and no document type, so that no entity can grow."""

from collections.abc import Callable, Iterator
from typing import IO, Final, Protocol, TypeVar
from xml.parsers import expat

from mast.core.errors import DeliveryRefused

_CHUNK: Final = 256 * 1024
_LONGEST_TAG: Final = 1024**2
T = TypeVar("T")


class Handler(Protocol[T]):
    """Hears of elements by their names as written, prefix included; what ``found`` has is yielded and emptied."""

    found: list[T]

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


def stream(handle: IO[bytes], handler: Handler[T], refuse: Callable[[str, str], DeliveryRefused]) -> Iterator[T]:
    """What the handler finds, as the XML comes in.

    Raises DeliveryRefused (through ``refuse``) for a document type or a tag of over a million characters, expat's own
    ExpatError for what is no XML.
    """

    def forbid(*declared: object) -> None:
        raise refuse("it declares XML entities", "Do not open it; ask who sent it.")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = forbid
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    fed = 0
    while chunk := handle.read(_CHUNK):
        parser.Parse(chunk)
        fed += len(chunk)
        if fed - max(0, parser.CurrentByteIndex) > _LONGEST_TAG:
            raise refuse("it has a tag of over a million characters", "Do not open it; ask who sent it.")
        yield from handler.found
        handler.found.clear()
    parser.Parse(b"", True)
    yield from handler.found
    handler.found.clear()

"""The files of a load, looked at one after the other: the next are read whole while the last is written.

Nothing is written here, so that it may begin before the graph is there.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from mast.core.ahead import Ahead
from mast.core.errors import DeliveryRefused
from mast.core.settings import Settings
from mast.ledger import deliveries
from mast.ledger.store import Ledger
from mast.loaders.beside import Readers, Stopped, Waiting, is_large
from mast.loaders.checking import Checked, Progress, check, silently
from mast.loaders.contract import Mapping
from mast.loaders.familiar import Familiar
from mast.loaders.formats.source import Source, opened
from mast.loaders.manifest import Arrival, arrive
from mast.loaders.mapping import configured_mappings, read_mapping
from mast.loaders.recognition import belongs_to, files_of, mapping_of_code, recognise

_READ_AHEAD: Final = 4
"""Files read while another is written: one that has no news gives no time to read the next, and that may take long."""
_TOGETHER: Final = 8
"""Files that wait together for their turn at most: each is held open until then."""


def _always(path: Path) -> bool:
    return True


@dataclass(slots=True)
class Read:
    """A file as it was found. ``mapping``: None where it is nobody's extract. ``checked``: None where its bytes are
    loaded already, or it is ``waiting`` for a process that reads it. ``refused``: why it is unfit; ``source`` is None
    where it could not even be opened."""

    arrival: Arrival
    closing: ExitStack
    source: Source | None = None
    mapping: Mapping | None = None
    familiar: Familiar | None = None
    checked: Checked | None = None
    waiting: Waiting | None = None
    refused: DeliveryRefused | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a load is asked to take in: files, and folders read one level deep, the older data first.

    ``as_of``: else the day in a file's manifest or name, else ``today``. ``partner`` (a code) or ``mapping`` (a file)
    says whose the files are. ``ready``: which files to look at now.
    """

    paths: Sequence[Path]
    today: date
    as_of: date | None = None
    partner: str | None = None
    mapping: Path | None = None
    ready: Callable[[Path], bool] = _always


class Looking:
    """Looks at the files that are asked for, the next while the caller has the last; nothing is written.

    It begins at once, so that it may go on while the graph is opened. Use it as a context. Raises UsageError for a path
    that does not exist and a partner that nobody knows, MappingRefused.
    """

    def __init__(self, asked: Asked, settings: Settings, ledger: Ledger, progress: Progress = silently) -> None:
        self.asked, self.settings, self.progress = asked, settings, progress
        self._ledger, self._ended = ledger, False
        self._mappings = configured_mappings(settings, extra=asked.mapping)
        code = asked.partner or (read_mapping(asked.mapping).code if asked.mapping else None)
        self.given = mapping_of_code(self._mappings, code) if code else None
        arrivals = [arrive(file, asked.as_of, asked.today) for file in files_of(asked.paths) if asked.ready(file.path)]
        self.arrivals = sorted(arrivals, key=lambda arrival: arrival.as_of)
        self._opened, self._readers = ExitStack(), Readers(settings)
        self._coming = Ahead(self._up_to_one_read_whole(), _READ_AHEAD)
        self.files: Iterator[Read] = chain.from_iterable(self._coming)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended = True
        self._coming.close()
        self._readers.close()
        self._opened.close()

    def candidates(self) -> tuple[Mapping, ...]:
        return self._mappings if self.given is None else (self.given,)

    def check(self, read: Read) -> None:
        """Check a file of somebody's, or wait for the process that does.

        Raises DeliveryRefused for one that is unfit as a whole.
        """
        if read.waiting is None:
            self._begin(read)
        if read.waiting is not None:
            read.checked, read.waiting = read.waiting.checked(self._progressed), None
            if read.checked is None:
                self._check_here(read)

    def _begin(self, read: Read) -> None:
        assert read.source is not None
        assert read.mapping is not None
        read.familiar = Familiar.of(self.settings, read.mapping)
        if is_large(read.source):
            read.waiting = self._readers.read(read.arrival.found.path, read.source, read.mapping, read.arrival.as_of)
        if read.waiting is None:
            self._check_here(read)

    def _check_here(self, read: Read) -> None:
        assert read.source is not None
        assert read.mapping is not None
        read.checked = check(read.source, read.mapping, read.arrival.as_of, self._progressed, read.familiar)

    def _up_to_one_read_whole(self) -> Iterator[list[Read]]:
        """The files in their order, a few that need no reading with the next that does: those fill no time."""
        together: list[Read] = []
        for arrival in self.arrivals:
            together.append(self._read(arrival))
            if together[-1].checked or together[-1].waiting or len(together) == _TOGETHER:
                yield together
                together = []
        yield together

    def _read(self, arrival: Arrival) -> Read:
        found = arrival.found
        read = Read(arrival, self._opened.enter_context(ExitStack()))
        try:
            read.source = read.closing.enter_context(opened(found.path, self.settings.staging_folder))
            read.mapping = self._mapping(read.source, found.named)
            if read.mapping and not deliveries.known(self._ledger, read.mapping.code, read.source.sha256):
                self._begin(read)
        except DeliveryRefused as refused:
            read.refused = refused
        return read

    def _progressed(self, file: str, doing: str, done: int, total: int | None) -> None:
        if self._ended:
            raise Stopped
        self.progress(file, doing, done, total)

    def _mapping(self, source: Source, named: bool) -> Mapping | None:
        if self.given is None:
            return recognise(source, self._mappings)
        return self.given if named or belongs_to(source, self.given) else None

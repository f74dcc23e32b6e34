"""Make the next item while the last one is worked on."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

T = TypeVar("T")
_END: Final = object()


class Ahead(Generic[T]):
    """The same items in the same order, ``many`` of them made in a thread of its own while the caller has the one
    before.

    The first is begun at once. It helps where the caller waits for another process, as for an engine to write. What
    ``items`` raises is raised at its place. Use it as a context: a caller that stops early waits for the item that is
    being made; no further one is begun.
    """

    def __init__(self, items: Iterable[T], many: int = 1) -> None:
        self._coming = iter(items)
        self._maker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead")
        self._following: deque[Future[T | object]] = deque()
        for _ in range(many):
            self._begin()

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        try:
            item = self._following.popleft().result()
        except BaseException:
            self.close()
            raise
        if item is _END:
            self.close()
            raise StopIteration
        self._begin()
        return item  # type: ignore[return-value]  # all but the end is a T

    def _begin(self) -> None:
        self._following.append(self._maker.submit(next, self._coming, _END))

    def close(self) -> None:
        """Harmless when repeated."""
        self._maker.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

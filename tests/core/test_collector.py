"""The garbage collector is off while anybody in any thread wants it so, and then as it was."""

import gc
import threading
from collections.abc import Iterator

import pytest

from mast.core.collector import uncollected


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_it_is_off_within_and_on_again_after() -> None:
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_stays_off_for_who_began_while_another_thread_had_it_off() -> None:
    began, may_end = threading.Event(), threading.Event()

    def read() -> None:
        with uncollected():
            began.set()
            assert may_end.wait(30)

    reader = threading.Thread(target=read)
    reader.start()
    assert began.wait(30)
    with uncollected():
        may_end.set()
        reader.join()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_comes_back_after_an_error() -> None:
    with pytest.raises(OSError, match="full"), uncollected():
        raise OSError("full")
    assert gc.isenabled()


def test_who_had_it_off_keeps_it_off() -> None:
    gc.disable()
    with uncollected():
        pass
    assert not gc.isenabled()

"""Watching the inbox: a file is taken once it lies still, and the watch ends when it is told to."""

import os
import signal
from pathlib import Path

import pytest

from mast.cli.inbox import Inbox, stopping


def test_a_file_is_taken_when_it_lies_still_and_once(tmp_path: Path) -> None:
    inbox, file = Inbox(tmp_path), tmp_path / "police_20261031.txt"
    assert inbox.settled() == frozenset()
    file.write_text("half", encoding="utf-8")
    assert inbox.settled() == frozenset()
    file.write_text("half and half", encoding="utf-8")
    assert inbox.settled() == frozenset()
    assert inbox.settled() == {file}
    assert inbox.settled() == {file}  # busy the first time: still to do
    inbox.took(frozenset({file}))
    assert inbox.settled() == frozenset()


def test_a_file_that_changed_is_taken_again(tmp_path: Path) -> None:
    inbox, file = Inbox(tmp_path), tmp_path / "police_20261031.txt"
    file.write_text("one", encoding="utf-8")
    inbox.settled()
    inbox.took(inbox.settled())
    os.utime(file, (1, 1))
    assert inbox.settled() == frozenset()
    assert inbox.settled() == {file}


def test_a_folder_that_is_away_holds_nothing(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "share")
    assert inbox.settled() == frozenset()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_watch_and_a_second_one_interrupts(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with stopping() as stop:
        assert not stop.is_set()
        os.kill(os.getpid(), number)
        assert stop.wait(5)
        with pytest.raises(KeyboardInterrupt):  # noqa: PT012  # the signal may come one line later
            os.kill(os.getpid(), number)
            stop.wait(5)
            raise AssertionError("no second signal came")
    assert signal.getsignal(number) is before

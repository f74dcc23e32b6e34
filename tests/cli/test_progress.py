"""The bars of a load: what is left of reading a file says nothing about what is left of staging it."""

from io import StringIO

from rich.console import Console

from mast.cli.load import bars_on


def test_reading_and_staging_have_bars_of_their_own() -> None:
    with bars_on(Console(file=StringIO(), force_terminal=True)) as (tell, bars):
        tell("police.csv", "reading", 5_000, 10_000)
        tell("police.csv", "reading", 10_000, 10_000)
        tell("police.csv", "staging", 0, 10_000)
        tell("police.csv", "staging", 1_000, 10_000)
        reading, staging = bars.tasks
        tell("fire[1].csv", "reading", 10, None)
    assert (reading.description, reading.completed, reading.finished) == ("reading police.csv", 10_000, True)
    assert (staging.description, staging.completed, staging.remaining) == ("staging police.csv", 1_000, 9_000)
    assert not staging.finished
    assert bars.tasks[2].total is None


def test_a_name_with_marks_of_the_terminal_is_shown_as_it_is() -> None:
    shown = StringIO()
    with bars_on(Console(file=shown, force_terminal=True, width=200)) as (tell, _):
        tell("fire[bold].csv", "reading", 10, 10)
    assert "reading fire[bold].csv" in shown.getvalue()

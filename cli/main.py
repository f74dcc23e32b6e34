"""The ``mast`` command: one module a verb, one sentence and one exit code for every failure."""

import signal
import sys
import threading
import traceback
from importlib import import_module
from types import FrameType
from typing import Final

import typer

from mast.core.errors import MastError

STOPPED = 130  # the shells' code for a command that Ctrl-C ended
SWITCH_SECONDS: Final = 0.0005
"""How long one thread may compute while another waits for the interpreter. A thread that asks a store gives it up at
each row or message and, at Python's own 5 ms, waited that long to have it back from one that reads a file beside it."""

VERBS: Final = (
    *("demo", "synth", "load", "daily", "institutions", "mapping", "train", "resolve", "rollback", "check", "link"),
    *("export", "analysis", "report", "evaluate", "explain", "serve", "seal", "audit", "token", "revoke", "quality"),
    *("status", "migrate", "backup", "restore", "purge", "rebuild"),
)
_MODULES: Final = {"restore": "backup"}
"""Of the verbs whose module has another name than theirs."""


def app(*verbs: str) -> typer.Typer:
    """The command line with these verbs. Their modules alone are imported: those of all take as long again to start."""
    made = typer.Typer(
        name="mast",
        help="Multi-Agency Safeguarding Tracker: load partners' extracts, link them into persons and households, and "
        "serve who has been in touch and whom to ring.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    made.callback()(_before_a_verb)
    for verb in verbs:
        module = import_module(f"mast.cli.{_MODULES.get(verb, verb)}")
        if hasattr(module, "app"):
            made.add_typer(module.app, name=verb)
        else:
            made.command(verb)(getattr(module, verb))
    return made


def _before_a_verb() -> None:
    """Nothing; without it the only verb would not be named on the command line."""


class _CtrlC:
    """Remembers that Ctrl-C was pressed: what fails while a verb unwinds from it is no fault of its own, be it a driver
    that lost its connection half-way."""

    def __init__(self) -> None:
        self.pressed = False
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self)

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.pressed = True
        signal.default_int_handler(number, frame)


def run() -> None:
    """Run the command line. Error texts carry keys and file names, never personal data, so they may be shown."""
    ctrl_c = _CtrlC()
    sys.setswitchinterval(SWITCH_SECONDS)
    asked = sys.argv[1:2]
    try:
        app(*(asked if asked and asked[0] in VERBS else VERBS))()
    except (Exception, SystemExit, KeyboardInterrupt) as ended:
        code = ended.code if isinstance(ended, SystemExit) else None
        if ctrl_c.pressed and code != 0:
            typer.echo("mast: stopped.", err=True)
            sys.exit(STOPPED)
        if isinstance(ended, Exception):
            sys.exit(_told(ended))
        raise


def _told(error: Exception) -> int:
    """Say in one sentence what failed. Returns the exit code."""
    if isinstance(error, MastError):
        typer.echo(f"mast: {error}", err=True)
        return error.exit_code
    if not isinstance(error, BrokenPipeError):
        # The message of an unforeseen error may quote a row, so only its kind and place are shown.
        last = traceback.extract_tb(error.__traceback__)[-1]
        typer.echo(f"mast: internal error {type(error).__name__} at {last.filename}:{last.lineno}.", err=True)
    return 1

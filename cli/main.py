"""The ``mast`` command: one module a verb, one sentence and one exit code for every failure."""

import signal
import sys
import threading
import traceback
from types import FrameType

import typer

from mast.cli import (
    analysis,
    audit,
    backup,
    check,
    daily,
    demo,
    evaluate,
    explain,
    export,
    institutions,
    link,
    load,
    mapping,
    migrate,
    purge,
    quality,
    rebuild,
    report,
    resolve,
    revoke,
    rollback,
    seal,
    serve,
    status,
    synth,
    token,
    train,
)
from mast.core.errors import MastError

STOPPED = 130  # the shells' code for a command that Ctrl-C ended

app = typer.Typer(
    name="mast",
    help="Multi-Agency Safeguarding Tracker: load partners' extracts, link them into persons and households, and serve "
    "who has been in touch and whom to ring.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("synth")(synth.synth)
app.command("load")(load.load)
app.command("daily")(daily.daily)
app.add_typer(institutions.app, name="institutions")
app.add_typer(mapping.app, name="mapping")
app.command("train")(train.train)
app.command("resolve")(resolve.resolve)
app.command("rollback")(rollback.rollback)
app.command("check")(check.check)
app.command("link")(link.link)
app.add_typer(export.app, name="export")
app.add_typer(analysis.app, name="analysis")
app.add_typer(report.app, name="report")
app.command("evaluate")(evaluate.evaluate)
app.command("explain")(explain.explain)
app.command("serve")(serve.serve)
app.add_typer(seal.app, name="seal")
app.add_typer(audit.app, name="audit")
app.command("token")(token.token)
app.command("revoke")(revoke.revoke)
app.command("quality")(quality.quality)
app.command("status")(status.status)
app.command("migrate")(migrate.migrate)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("purge")(purge.purge)
app.command("rebuild")(rebuild.rebuild)


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
    try:
        app()
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

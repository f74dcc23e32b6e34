"""``mast demo``: invented partners, loaded, resolved and served, from nothing, on this machine alone."""

import os
import shutil
import signal
import socket
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from mast.access import tokens
from mast.cli import samples
from mast.cli.context import deployment, now, read_settings, today, writing
from mast.cli.serve import run_service
from mast.core.errors import MastError
from mast.core.logs import set_up_logs
from mast.core.settings import Settings
from mast.graph.data_folder import DataFolder
from mast.loaders.load import load
from mast.loaders.looking import Asked, Looking
from mast.resolution import engine
from mast.resolution.archive import Archive
from mast.resolution.institutions import read_institutions
from mast.resolution.run import resolve_and_publish
from mast.resolution.staged import read_columns
from mast.synth import extracts

_MARK: Final = ".mast-demo"
_HOST: Final = "127.0.0.1"
_PATIENCE_SECONDS: Final = 15
_GRACE_SECONDS: Final = 6


def demo(
    people: Annotated[int, typer.Option(min=50, help="How many people live in the invented area.")] = 2000,
    seed: Annotated[int, typer.Option(help="Another seed, other people.")] = 1,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Make partner data in a fresh folder, load, train, resolve and serve them; then print what to try."""
    _stop_with_parent()
    _refuse_taken(port)
    settings = _fresh(read_settings())
    day = today()
    started = time.monotonic()
    inbox = settings.home / "extracts"
    typer.echo(f"Making the extracts of five invented partners for {people} people …")
    summary = extracts.write(inbox, people=people, seed=seed, as_of=day)
    with deployment(settings) as opened:
        typer.echo(f"Loading {sum(summary.rows.values())} rows …")
        with Looking(Asked([inbox], day), settings, opened.ledger) as looking, writing(opened, "load") as lease:
            load(looking, graph=opened.graph, ledger=lease.ledger, lease=lease, now=now)
        columns = read_columns(opened.graph)
        typer.echo(f"Learning a model from {len(columns.records)} records, and resolving …")
        model = engine.train(columns.records, columns.residences, seed, columns.groups)
        institutions = read_institutions(inbox / "institutions.csv")
        with writing(opened, "resolve") as lease:
            result = resolve_and_publish(
                opened.graph, lease.ledger, Archive.of(settings), model, institutions, token=lease.token, now=now
            )
        typer.echo(f"Published {result.persons} persons in {time.monotonic() - started:.0f} s.\n")

        def token() -> str:
            return tokens.mint(settings, "demo.worker", "practitioner", "adults", now(), timedelta(hours=12))

        typer.echo(samples.things_to_try(opened, f"http://{_HOST}:{port}", token()))
        set_up_logs()
        run_service(opened, _HOST, port, token)


def _fresh(settings: Settings) -> Settings:
    """The demo's own folder, emptied: only a folder that a demo made is ever removed."""
    home = settings.home / "demo"
    if home.exists():
        if not (home / _MARK).is_file():
            raise MastError(f"{home} was not made by a demo; move it away, or set MAST_HOME to another folder.")
        _await_stop(home)
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / _MARK).write_text("Made by mast demo, and emptied by the next one.\n", encoding="utf-8")
    own = {
        "home": home,
        "graph_uri": None,
        "sql_url": None,
        "institutions": None,
        "mappings": None,
        "oidc_issuer": None,
    }
    return settings.model_copy(update=own)


def _await_stop(home: Path) -> None:
    """A demo that was killed leaves its graph for some seconds. Raises MastError when one is still running."""
    folder = DataFolder(home)
    if not folder.path.is_dir():
        return
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        held = folder.take_lock()
        if held is not None:
            os.close(held)
            return
        time.sleep(0.1)
    raise MastError(f"A demo is running on {home}: stop it first, or set MAST_HOME to another folder.")


def _refuse_taken(port: int) -> None:
    """Say at once, not after a minute's work, that the port is in use."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise MastError(f"Port {port} cannot be used: {error.strerror}. Choose another with --port.") from None


def _stop_with_parent() -> None:
    """A demo belongs to the ``make`` or shell that started it: when that is killed, nothing may stay behind."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_GRACE_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()

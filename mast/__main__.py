"""``python -m mast`` is the ``mast`` command."""

from mast.cli.main import run

run()

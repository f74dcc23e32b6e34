"""Runs a real OpenID Connect provider, the npm package oidc-provider (``provider.mjs``)."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from joserfc.jwk import RSAKey

from tests.npm import DATA

PEOPLE = {
    "ann": {"mast_role": "lead", "mast_agency": "adults"},
    "bo": {"mast_role": "auditor"},
    "no-one": {},
}
"""Whom it knows, with what their tokens say."""


@contextmanager
def provider(port: int, folder: Path, *keys: RSAKey) -> Iterator[None]:
    """The provider on this port, signing with the first of the keys."""
    told = folder / "provider.json"
    told.write_text(json.dumps({"keys": [one.as_dict(private=True) for one in keys], "people": PEOPLE}))
    node = shutil.which("node")
    assert node is not None
    program = [node, str(Path(__file__).with_name("provider.mjs")), str(port), str(told), str(DATA)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            assert "ready" in process.stdout.readline()
            yield
        finally:
            process.kill()

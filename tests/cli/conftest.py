"""What the tests of single verbs share: a small area's extracts, and a deployment on the embedded engine.

A module with other needs overrides a fixture of the same name.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from mast.synth import extracts
from tests.cli.verbs import AS_OF, DAY, done
from tests.engines import Engine


@pytest.fixture(scope="session")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    extracts.write(folder, people=60, seed=3, as_of=DAY)
    return folder


@pytest.fixture
def embedded(engine_of: Callable[[str], Engine]) -> Engine:
    return engine_of("embedded")


@pytest.fixture
def env(embedded: Engine, home: Path) -> dict[str, str]:
    """A deployment with nothing in it."""
    return embedded.environment(home)


@pytest.fixture
def loaded(env: dict[str, str], inbox: Path) -> dict[str, str]:
    """A deployment with a published generation."""
    done(env, "load", inbox, *AS_OF)
    done(env, "train")
    done(env, "resolve")
    return env

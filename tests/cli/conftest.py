"""What the tests of single verbs share: a small area's extracts, and a deployment on the embedded engine.

A module with other needs overrides a fixture of the same name. Whole verbs run on Neo4j too where the tests are run in
full; that both engines do the same is shown quickly by the conformance suite, the main job and the tests of the graph.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from mast.synth import extracts
from tests.cli.verbs import AS_OF, DAY, done
from tests.engines import MOSTLY_EMBEDDED, EmbeddedEngine, Engine
from tests.matrix.stores import Taken


@pytest.fixture(scope="session")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    extracts.write(folder, people=60, seed=3, as_of=DAY)
    return folder


@pytest.fixture(params=MOSTLY_EMBEDDED)
def engine(request: pytest.FixtureRequest, engine_of: Callable[[str], Engine]) -> Engine:
    return engine_of(request.param)


@pytest.fixture
def embedded(engine_of: Callable[[str], Engine]) -> EmbeddedEngine:
    engine = engine_of("embedded")
    assert isinstance(engine, EmbeddedEngine)
    return engine


@pytest.fixture
def env(embedded: Engine, home: Path) -> dict[str, str]:
    """A deployment with nothing in it."""
    return embedded.environment(home)


@pytest.fixture(scope="session")
def published() -> dict[Path, Taken]:
    """By inbox, a deployment with a published generation, made when first asked for."""
    return {}


@pytest.fixture
def loaded(
    env: dict[str, str],
    embedded: EmbeddedEngine,
    home: Path,
    inbox: Path,
    published: dict[Path, Taken],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, str]:
    """A deployment with a published generation."""
    if inbox in published:
        published[inbox].put_back(embedded, home)
        return env
    done(env, "load", inbox, *AS_OF)
    done(env, "train")
    done(env, "resolve")
    published[inbox] = Taken(embedded, home, tmp_path_factory.mktemp("published"))
    return env

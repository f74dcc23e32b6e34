"""What the matrices share: a warm interpreter to fork verbs off, the stages on each engine, the account of what ran."""

from collections.abc import Callable, Iterator

import pytest

from tests.engines import Engine
from tests.matrix.stages import Ground
from tests.matrix.warm import Warm

Told = Callable[[str], None]


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    started = Warm()
    yield started
    started.close()


@pytest.fixture(scope="session")
def ground_of(
    engine_of: Callable[[str], Engine], warm: Warm, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Ground]:
    """The stages on that engine; played undisturbed when they are first asked for."""
    made: dict[str, Ground] = {}

    def ground(name: str) -> Ground:
        if name not in made:
            made[name] = Ground(engine_of(name), warm, tmp_path_factory.mktemp(f"stages-{name}"))
        return made[name]

    return ground


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def ground(request: pytest.FixtureRequest, ground_of: Callable[[str], Ground]) -> Ground:
    name: str = request.param
    return ground_of(name)


@pytest.fixture
def told(record_property: Callable[[str, object], None]) -> Told:
    """Says what a matrix ran: it stands at the end of the account of the tests."""
    return lambda what: record_property("matrix", what)

"""One graph belongs to one deployment."""

from collections.abc import Callable

import pytest

from mast.core.errors import WrongStore
from mast.core.settings import Settings
from mast.graph.connection import Graph
from mast.graph.instance import ensure_instance
from mast.graph.opening import open_graph


def test_an_id_once_given_stays(graph: Graph) -> None:
    given = graph.instance_id
    assert given
    assert ensure_instance(graph, None) == given
    assert ensure_instance(graph, given) == given


def test_another_deployment_is_refused(graph: Graph) -> None:
    with pytest.raises(WrongStore, match="the SQL store to other"):
        ensure_instance(graph, "other")
    assert ensure_instance(graph, None) == graph.instance_id


def test_a_new_graph_takes_the_expected_id(settings_for: Callable[[str], Settings]) -> None:
    settings = settings_for("embedded")
    with open_graph(settings, expected_instance="kept") as graph:
        assert graph.instance_id == "kept"
    with pytest.raises(WrongStore):
        open_graph(settings, expected_instance="other")

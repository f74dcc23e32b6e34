"""Opens the graph that the settings name, or one by its address: nobody else makes a ``Graph``."""

import logging
from collections.abc import Callable

from neo4j import GraphDatabase, NotificationMinimumSeverity
from neo4j.exceptions import ConfigurationError, DriverError, Neo4jError

from mast.core.errors import UsageError
from mast.core.settings import Settings
from mast.graph.connection import Engine, Graph, Renew
from mast.graph.data_folder import DATABASE
from mast.graph.embedded import take_seat
from mast.graph.faults import bolt_address, plain_address, translated
from mast.graph.instance import ensure_instance

CONNECT_SECONDS = 5.0


def open_graph(settings: Settings, expected_instance: str | None = None) -> Graph:
    """Open the graph that the settings name: the one at ``graph_uri``, or the embedded one of the data folder, whose
    server is started where none runs.

    The graph is given an instance id where it has none yet, ``expected_instance`` if that is one.

    Raises GraphUnreachable when it cannot be reached, WrongStore when it carries another id than expected, MastError
    when the data folder cannot be used, UsageError when the address is no Bolt address.
    """
    if settings.graph_uri is None:
        graph = _open_embedded(settings)
    else:
        secret = settings.graph_password
        password = None if secret is None else secret.get_secret_value()
        graph = connect(settings.graph_uri, settings.graph_user, password, settings.graph_database, "bolt")
    graph.undo_after(settings.graph_transaction_seconds)
    try:
        ensure_instance(graph, expected_instance)
    except BaseException:
        graph.close()
        raise
    return graph


def _open_embedded(settings: Settings) -> Graph:
    seat = take_seat(settings)

    def renew(instance: str) -> Graph | None:
        # A Neo4j that comes back is found by the driver; the embedded server comes back only when it is started.
        return open_graph(settings, instance) if seat.is_lost() else None

    address = f"bolt://127.0.0.1:{seat.port}"
    return connect(address, "root", seat.password, DATABASE, "embedded", seat.leave, renew)


def connect(
    uri: str,
    user: str,
    password: str | None,
    database: str,
    engine: Engine,
    leave: Callable[[], None] = lambda: None,
    renew: Renew = lambda instance: None,
) -> Graph:
    """Open a Bolt connection and make sure that the graph answers.

    ``password`` None connects without any, for a server that asks for none. ``leave`` is called once the connection
    is closed, or could not be opened; ``renew`` when the graph does not answer any more.

    Raises GraphUnreachable, within some seconds, when nobody answers, when what answers is no graph, or when the
    password is refused; UsageError when the address is no Bolt address.
    """
    # At DEBUG the driver logs every parameter, and at WARNING the server's own words: both may be personal data.
    driver_log = logging.getLogger("neo4j")
    driver_log.setLevel(max(logging.ERROR, driver_log.level))
    address = plain_address(uri)
    try:
        driver = GraphDatabase.driver(
            bolt_address(uri),
            auth=None if password is None else (user, password),
            connection_timeout=CONNECT_SECONDS,
            connection_acquisition_timeout=CONNECT_SECONDS,
            # Each wait is a third of the time gone by, so that giving up comes soon after its time.
            initial_retry_delay=0.05,
            retry_delay_multiplier=1.3,
            liveness_check_timeout=30,
            max_connection_lifetime=600,
            notifications_min_severity=NotificationMinimumSeverity.OFF,
            telemetry_disabled=True,
            user_agent="mast",
        )
    except (ConfigurationError, ValueError):
        leave()
        raise UsageError(f"{address} is no Bolt address; MAST_GRAPH_URI must look like bolt://host:7687") from None
    except BaseException:
        leave()
        raise
    graph = Graph(driver, database, engine, address, leave, renew)
    try:
        driver.verify_connectivity()
        graph.ping()
    except (Neo4jError, DriverError, OSError, ValueError) as error:
        graph.close()
        raise translated("", error, address) from None
    except BaseException:
        graph.close()
        raise
    return graph

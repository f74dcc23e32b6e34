"""A service leaves a connection that went silent: the driver is told how long to wait for each word of an answer."""

from collections import deque
from typing import Any

from neo4j import GraphDatabase

from mast.graph.connection import Graph


class Socket:
    def __init__(self) -> None:
        self.limits: list[float] = []

    def set_read_timeout(self, seconds: float) -> None:
        self.limits.append(seconds)


class Connection:
    def __init__(self) -> None:
        self.socket = Socket()


def test_every_connection_open_and_to_come_has_the_limit() -> None:
    with GraphDatabase.driver("bolt://127.0.0.1:1") as driver:
        pool: Any = driver._pool
        pool.opener, there = lambda *_: Connection(), Connection()
        pool.connections["x"] = deque([there])
        Graph(driver, "neo4j", "bolt", "bolt://127.0.0.1:1", lambda: None, lambda _: None).give_up_after(6.0)
        assert there.socket.limits == [6.0]
        assert pool.opener("address", None).socket.limits == [6.0]
        pool.connections.clear()

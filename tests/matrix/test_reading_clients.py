"""The graph is killed and started again under twenty clients that read: right answers, or 503 with Retry-After."""

import http.client
import json
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mast.graph.opening import open_graph
from mast.graph.published import current_generation
from mast.resolution import exports
from tests.cli.verbs import ROOT, Started, answers, done, free_port, until
from tests.engines import MOSTLY_EMBEDDED
from tests.matrix.conftest import Told
from tests.matrix.stages import Ground

CLIENTS = 20
RESTARTS = 10
CARD = (ROOT / "graphql" / "operations" / "person_card.graphql").read_text(encoding="utf-8")
PAUSE_SECONDS = 0.2


@dataclass(slots=True)
class Answers:
    """What the clients were told. ``wrong``: answers that were neither right nor a refusal to be tried again.

    ``last_right``: when each of them last had a right answer.
    """

    token: str
    port: int
    right: dict[str, Any] = field(default_factory=dict)
    told: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    last_right: dict[int, float] = field(default_factory=dict)

    def ask(self, person: str) -> tuple[int, dict[str, str], Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            headers = {
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "MAST-Purpose": "duty-call",
                "MAST-Case-Reference": "EX-1",
            }
            body = json.dumps({"query": CARD, "variables": {"id": person}})
            connection.request("POST", "/graphql", body, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), json.loads(answer.read())
        finally:
            connection.close()

    def all_are_right_after(self, moment: float) -> bool:
        return sum(last > moment for last in list(self.last_right.values())) == CLIENTS

    def look(self, client: int, persons: Sequence[str], stop: threading.Event) -> None:
        at = 0
        while not stop.is_set():
            person = persons[at % len(persons)]
            at += 1
            status, headers, body = self.ask(person)
            self.told[status] += 1
            if status == 200 and body == self.right[person]:
                self.last_right[client] = time.monotonic()
            elif status != 503 or "retry-after" not in {name.lower() for name in headers}:
                self.wrong.append(f"{status}: {[error.get('extensions') for error in body.get('errors', [])]}")
            stop.wait(PAUSE_SECONDS)


@pytest.fixture
def serving(ground: Ground) -> Iterator[Answers]:
    """A published generation, served by a process of its own."""
    ground.stages["later load"].before.put_back(ground.engine)
    port = free_port()
    token = done(ground.env, "token", "--user", "ann", "--role", "practitioner", "--agency", "adults").strip()
    unlimited = {"MAST_RATE_MINUTE": "0", "MAST_RATE_PURPOSE_HOUR": "0"}
    started = Started({**ground.env, **unlimited}, "serve", "--port", port)
    try:
        until(lambda: answers(port, "/health/ready") == 200, "the service answers")
        yield Answers(token, port)
        assert started.runs
    finally:
        started.forget()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("ground", MOSTLY_EMBEDDED, indirect=True)
def test_the_graph_is_restarted_once(ground: Ground, serving: Answers, told: Told) -> None:
    restarted(ground, serving, told, 1)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_graph_is_restarted_again_and_again(ground: Ground, serving: Answers, told: Told) -> None:
    restarted(ground, serving, told, RESTARTS)


def restarted(ground: Ground, serving: Answers, told: Told, times: int) -> None:
    persons = people(ground)
    for person in persons:
        status, _, serving.right[person] = serving.ask(person)
        assert status == 200
        assert "errors" not in serving.right[person]
    stop = threading.Event()
    clients = [
        threading.Thread(target=serving.look, args=(n, persons[n:] + persons[:n], stop), daemon=True)
        for n in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    waits = []
    try:
        for _ in range(times):
            os.kill(ground.engine.server(), signal.SIGKILL)
            ground.engine.revive()
            back = time.monotonic()
            until(partial(serving.all_are_right_after, back), "every client is answered again")
            waits.append(max(serving.last_right.values()) - back)
    finally:
        stop.set()
        for client in clients:
            client.join()
    assert serving.wrong == []
    assert set(serving.told) <= {200, 503}
    assert serving.told[200] > CLIENTS
    told(
        f"graph killed {times} times under {CLIENTS} clients on {ground.engine.name}: {serving.told[200]} right, "
        f"{serving.told[503]} told to try again; all had a right one at most {max(waits):.1f} s after Bolt was back"
    )


def people(ground: Ground) -> list[str]:
    with open_graph(ground.engine.settings(Path(ground.env["MAST_HOME"]))) as graph:
        generation = current_generation(graph)
        assert generation is not None
        return list(exports.links(graph, generation.number).ids)[:CLIENTS]

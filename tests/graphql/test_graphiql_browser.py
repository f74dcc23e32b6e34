"""GraphiQL in a real browser, over a real server: it asks a question, and no other machine."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from mast.graphql.app import assemble
from tests import npm
from tests.browser import browser
from tests.graphql.town import ALLOWED, Town, services_of

pytestmark = [pytest.mark.browser, pytest.mark.npm, pytest.mark.slow]
IDE = Path(__file__).parents[2] / "graphql" / "ide"
QUERY = '{ person(id: "P0000001") { displayName } }'


@pytest.fixture
def url() -> Iterator[str]:
    assert npm.fetched(IDE) == ""
    town = Town()
    town.person("P0000001", "Margaret", "Thornfield")
    server = uvicorn.Server(uvicorn.Config(assemble(services_of(town, graphiql=True)), port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def test_a_developer_asks_a_question(url: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    with browser() as started:
        page = started.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{url}/graphiql")
        editors = page.locator(".CodeMirror")
        editors.first.wait_for()
        page.get_by_role("button", name="Headers").click()
        headers = ", ".join(f'"{name}": "{value}"' for name, value in ALLOWED.items())
        for place, text in ((0, QUERY), (2, f"{{{headers}}}")):
            editors.nth(place).evaluate("(element, text) => element.CodeMirror.setValue(text)", text)
        page.get_by_role("button", name=re.compile("Execute")).click()
        page.locator(".result-window", has_text="Margaret Thornfield").wait_for()
    # Before there is a token, GraphiQL asks for the schema and is refused.
    assert [line for line in said if "401" not in line] == []
    assert {address.split("/")[2] for address in asked if not address.startswith(("data:", "blob:"))} == {
        url.removeprefix("http://")
    }

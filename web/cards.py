"""The pages of one: a person's card, an address's, and a home as a picture with its table."""

import asyncio
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from mast.core.window import local_day
from mast.web.glass import Glass, Sealed
from mast.web.pages import Pages
from mast.web.rendering import SCRIPTED
from mast.web.sessions import Session
from mast.web.showing import sparkline
from mast.web.ties import ties_of

_PAGE: Final = 50


class Cards:
    """Over what all pages share."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def person(self, request: Request, session: Session) -> Response:
        id, glass = self._held(request, session, "P")
        if not id:
            return self._pages.trouble(request, session, 404)
        asked = [
            self._pages.ask(request, session, operation, glass, id=id, **more)
            for operation, more in (("person_card", {}), ("links_to_confirm", {}), ("timeline", {"first": _PAGE}))
        ]
        told = [answer["person"] for answer in await asyncio.gather(*asked)]  # together: their audit rows share a flush
        if None in told:  # nobody, or sealed between one and the next
            return self._pages.nothing(request, session)
        said: dict[str, Any] = {name: value for one in told for name, value in one.items()}
        timeline = said["timeline"]
        touchpoints, today = [edge["node"] for edge in timeline["edges"]], local_day(self._pages.clock())
        bars = {
            line["agency"]["code"]: sparkline(touchpoints, line["agency"]["code"], today, self._pages.renderer.dates)
            for line in said["agencies"]
        }
        return self._pages.renderer.page(
            "person.html",
            request,
            session,
            person=said,
            unsure=said["toBeConfirmed"],
            touchpoints=touchpoints,
            all_listed=not timeline["pageInfo"]["hasNextPage"],
            bars=bars,
            today=today,
            glass=glass,
            handle=request.path_params["handle"],
        )

    async def home(self, request: Request, session: Session) -> Response:
        """``GET /home/…``, by the handle of a person's card: the one page with a script, which it does without too."""
        id, glass = self._held(request, session, "P")
        if not id:
            return self._pages.trouble(request, session, 404)
        person = (await self._pages.ask(request, session, "home", glass, id=id))["person"]
        if person is None:
            return self._pages.nothing(request, session)
        return self._pages.renderer.page(
            "home.html",
            request,
            session,
            policy=SCRIPTED,
            person=person,
            ties=ties_of(person),
            glass=glass,
            handle=request.path_params["handle"],
        )

    async def address(self, request: Request, session: Session) -> Response:
        id, glass = self._held(request, session, "A")
        if not id:
            return self._pages.trouble(request, session, 404)
        address = (await self._pages.ask(request, session, "address_card", glass, id=id, first=_PAGE))["address"]
        if address is None:
            return self._pages.nothing(request, session)
        today = local_day(self._pages.clock())
        return self._pages.renderer.page("address.html", request, session, address=address, today=today, glass=glass)

    def _held(self, request: Request, session: Session, letter: str) -> tuple[str, Glass | None]:
        """The id that the page's handle stands for, and the glass that it is seen through; "" for none that is good."""
        held = session.held(request.path_params["handle"])
        id, glass = (held.id, held.glass) if isinstance(held, Sealed) else (held, None)
        over = glass is not None and glass.is_over(self._pages.clock())
        if not isinstance(id, str) or not id.startswith(letter) or over:
            return "", None
        return id, glass

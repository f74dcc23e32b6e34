"""The pages of a duty worker's way: sign in, say why, search, and read a card. One class; its methods are the pages.

Nothing that was looked up stands in an address: a search is posted, kept in the session, and shown under a random
handle.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mast.access.errors import AuditUnavailable, PurposeMissing, TokenRefused
from mast.access.oidc import Issuer, IssuerUnreachable
from mast.access.purposes import Purpose, require
from mast.access.sign_in import begin, finish
from mast.core.settings import Settings
from mast.core.window import local_day
from mast.graphql.execution import Executor
from mast.graphql.observing import seen_of
from mast.web.asking import Desk, NotAnswered
from mast.web.forms import from_here, read_form
from mast.web.rendering import Renderer
from mast.web.sessions import Session, Sessions
from mast.web.showing import sparkline, typed_day
from mast.web.wording import catalogue

COOKIE: Final = "mast-session"
ASKED_FOR: Final = (Purpose.SAFEGUARDING_ENQUIRY, Purpose.OPEN_CASE, Purpose.DUTY_CALL)
"""The purposes of a practitioner; the others belong to people who have no pages yet."""
_PAGE: Final = 50
_MOST_HITS: Final = 20

Page = Callable[[Request, Session], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Search:
    """A search as it was posted: what to ask, what stood in each field, and where the fault of an argument is said."""

    operation: str
    wanted: Mapping[str, str]
    typed: Mapping[str, str]
    places: Mapping[str, str]


class Pages:
    """All pages over one executor. ``ready_token``: makes the token of a demonstration, None where there is none."""

    def __init__(
        self,
        executor: Executor,
        settings: Settings,
        clock: Callable[[], datetime],
        ready_token: Callable[[], str] | None = None,
    ) -> None:
        self._desk, self._clock, self._settings, self._ready = Desk(executor), clock, settings, ready_token
        self._services = executor.services
        self._sessions = Sessions(clock)
        self._issuer = Issuer(settings, clock) if settings.oidc_issuer else None
        self._words = catalogue()
        self._renderer = Renderer(self._words, demo=ready_token is not None)

    async def front(self, request: Request) -> Response:
        """``/``: where somebody goes who opens the address."""
        session = self._session(request)
        if session is None or session.identity is None:
            return self._sign_in_page(request, session)
        return _to("/search" if session.purpose else "/purpose")

    async def sign_in(self, request: Request) -> Response:
        """``POST /sign-in``: with the token that was pasted, or the demonstration's."""
        if self._issuer is not None:
            return _to("/")
        if not from_here(request):
            return self._sign_in_page(request, None, error="refused", status=403)
        form = await read_form(request)
        token = self._ready() if self._ready and form.get("way") == "demo" else form.get("token", "")
        try:
            identity = await self._services.verify(token)
        except TokenRefused:
            return self._sign_in_page(request, None, error="token_refused", status=400)
        except AuditUnavailable:
            return self._trouble(request, None, 503)
        name, session = self._sessions.begin()
        session.token, session.identity = token, identity
        return self._with_cookie(_to("/purpose"), request, name)

    async def to_issuer(self, request: Request) -> Response:
        """``GET /sign-in``: on to the issuer, and back to ``/signed-in``."""
        if self._issuer is None:
            return _to("/")
        name, session = self._sessions.begin()
        back = str(request.url_for("signed_in"))
        try:
            address, session.pending = await asyncio.to_thread(begin, self._issuer, self._settings, back, self._clock())
        except IssuerUnreachable:
            return self._trouble(request, None, 503)
        return self._with_cookie(RedirectResponse(address, 303), request, name)

    async def signed_in(self, request: Request) -> Response:
        """``GET /signed-in``: back from the issuer. What was begun is good once, and the session gets a new name."""
        begun = self._session(request)
        pending = begun.pending if begun else None
        self._sessions.end(request.cookies.get(COOKIE, ""))
        if self._issuer is None or pending is None:
            return self._sign_in_page(request, None, error="refused", status=400)
        try:
            found = await asyncio.to_thread(
                finish, self._issuer, self._settings, pending, dict(request.query_params), self._clock()
            )
        except TokenRefused:
            return self._sign_in_page(request, None, error="refused", status=403)
        except IssuerUnreachable:
            return self._trouble(request, None, 503)
        name, session = self._sessions.begin()
        session.token, session.identity = found.access_token, found.identity
        return self._with_cookie(_to("/purpose"), request, name)

    async def sign_out(self, request: Request, session: Session) -> Response:
        self._sessions.end(request.cookies.get(COOKIE, ""))
        gone = _to("/")
        gone.delete_cookie(COOKIE, path="/")
        return gone

    async def purpose(self, request: Request, session: Session) -> Response:
        return self._renderer.page("purpose.html", request, session, purposes=ASKED_FOR, errors={})

    async def say_purpose(self, request: Request, session: Session) -> Response:
        form = await read_form(request)
        purpose, case = form.get("purpose", ""), form.get("case", "")
        errors = {} if purpose in ASKED_FOR else {"purpose": self._words["purpose"]["purpose_missing"]}
        try:
            require(Purpose.DUTY_CALL, case)
        except PurposeMissing:
            errors["case"] = self._words["purpose"]["case_missing"]
        if errors:
            return self._renderer.page(
                "purpose.html", request, session, 400, purposes=ASKED_FOR, errors=errors, chosen=purpose, typed=case
            )
        session.forget()
        session.purpose, session.case = purpose, case
        return _to("/search")

    async def search(self, request: Request, session: Session) -> Response:
        return self._search_page(request, session, {}, {})

    async def search_person(self, request: Request, session: Session) -> Response:
        typed = await _typed(request, "name", "day", "month", "year", "postcode", "nhs")
        try:
            born = typed_day(typed["day"], typed["month"], typed["year"])
        except ValueError:
            return self._search_page(request, session, typed, {"born": self._words["search"]["born_wrong"]})
        if not typed["nhs"] and not (typed["name"] and (born or typed["postcode"])):
            return self._search_page(request, session, typed, {"name": self._words["search"]["person_missing"]})
        wanted = {"nhsNumber": typed["nhs"], "name": typed["name"], "dateOfBirth": born, "postcode": typed["postcode"]}
        places = {"nhsNumber": "nhs", "dateOfBirth": "born"}
        return _to(f"/results/{session.handle(Search('search_people', wanted, typed, places))}")

    async def search_address(self, request: Request, session: Session) -> Response:
        typed = await _typed(request, "at_postcode", "number", "flat")
        if not typed["at_postcode"] or not typed["number"]:
            error = {"at_postcode": self._words["search"]["address_missing"]}
            return self._search_page(request, session, typed, error)
        wanted = {"postcode": typed["at_postcode"], "number": typed["number"], "flat": typed["flat"]}
        asked = Search("search_addresses", wanted, typed, {"postcode": "at_postcode"})
        return _to(f"/results/{session.handle(asked)}")

    async def results(self, request: Request, session: Session) -> Response:
        asked = session.held(request.path_params["handle"])
        if not isinstance(asked, Search):
            return self._trouble(request, session, 404)
        try:
            told = await self._desk.ask(
                session, seen_of(request.scope), asked.operation, first=_MOST_HITS, **asked.wanted
            )
        except NotAnswered as refused:
            if refused.status != 400:
                raise
            place = asked.places.get(refused.field, refused.field or next(iter(asked.typed)))
            return self._search_page(request, session, asked.typed, {place: refused.message})
        (found,) = told.values()
        hits = [edge["node"] for edge in found["edges"]]
        return self._results_page(request, session, asked.operation == "search_people", hits)

    async def person(self, request: Request, session: Session) -> Response:
        id = session.held(request.path_params["handle"])
        if not isinstance(id, str) or not id.startswith("P"):
            return self._trouble(request, session, 404)
        seen = seen_of(request.scope)
        person = (await self._desk.ask(session, seen, "person_card", id=id))["person"]
        if person is None:
            return self._results_page(request, session, True, [])
        timeline = (await self._desk.ask(session, seen, "timeline", id=id, first=_PAGE))["person"]["timeline"]
        touchpoints, today = [edge["node"] for edge in timeline["edges"]], local_day(self._clock())
        bars = {
            line["agency"]["code"]: sparkline(touchpoints, line["agency"]["code"], today) for line in person["agencies"]
        }
        return self._renderer.page(
            "person.html",
            request,
            session,
            person=person,
            touchpoints=touchpoints,
            all_listed=not timeline["pageInfo"]["hasNextPage"],
            bars=bars,
            today=today,
        )

    async def address(self, request: Request, session: Session) -> Response:
        id = session.held(request.path_params["handle"])
        if not isinstance(id, str) or not id.startswith("A"):
            return self._trouble(request, session, 404)
        address = (await self._desk.ask(session, seen_of(request.scope), "address_card", id=id, first=_PAGE))["address"]
        if address is None:
            return self._results_page(request, session, False, [])
        return self._renderer.page("address.html", request, session, address=address, today=local_day(self._clock()))

    def guarded(self, page: Page, *, after_purpose: bool = True) -> Callable[[Request], Awaitable[Response]]:
        """The page for who is signed in and has said why; a form only with this session's own token in it."""

        async def shown(request: Request) -> Response:
            session = self._session(request)
            if session is None or session.identity is None:
                ended = bool(request.cookies.get(COOKIE))
                return self._sign_in_page(request, None, error="ended" if ended else "", status=401 if ended else 200)
            if request.method == "POST":
                form = await read_form(request)
                if not from_here(request) or not session.fits(form.get("csrf", "")):
                    return self._trouble(request, session, 403, "form")
            if after_purpose and not session.purpose:
                return _to("/purpose")
            try:
                return await page(request, session)
            except NotAnswered as refused:
                return self._refused(request, session, refused)

        return shown

    @property
    def _desks(self) -> list[dict[str, str]]:
        return [
            {"name": one.name, "team": one.duty_team, "phone": one.duty_phone, "hours": one.duty_hours}
            for one in self._services.partners
        ]

    def _session(self, request: Request) -> Session | None:
        return self._sessions.get(request.cookies.get(COOKIE, ""))

    def _search_page(
        self, request: Request, session: Session, typed: Mapping[str, str], errors: Mapping[str, str]
    ) -> Response:
        return self._renderer.page(
            "search.html", request, session, 400 if errors else 200, typed=dict(typed), errors=dict(errors)
        )

    def _results_page(self, request: Request, session: Session, people: bool, hits: list[Any]) -> Response:
        """What was found; and what was not, or must not be, in the same words."""
        return self._renderer.page("results.html", request, session, people=people, hits=hits, desks=self._desks)

    def _sign_in_page(
        self, request: Request, session: Session | None, *, error: str = "", status: int = 200
    ) -> Response:
        return self._renderer.page(
            "sign_in.html", request, session, status, by_issuer=self._issuer is not None, error=error
        )

    def _refused(self, request: Request, session: Session, refused: NotAnswered) -> Response:
        if refused.status == 401:
            self._sessions.end(request.cookies.get(COOKIE, ""))
            return self._sign_in_page(request, None, error="ended", status=401)
        return self._trouble(request, session, refused.status)

    def _trouble(self, request: Request, session: Session | None, status: int, what: str = "") -> Response:
        named = what or {403: "forbidden", 404: "not_here", 429: "slow"}.get(status, "")
        title, text = (f"{named}_title", f"{named}_text") if named else ("title", "text")
        words = self._words["trouble"]
        return self._renderer.page(
            "trouble.html", request, session, status, heading=words[title], text=words[text], desks=self._desks
        )

    @staticmethod
    def _with_cookie(response: Response, request: Request, name: str) -> Response:
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, name, path="/", httponly=True, secure=secure, samesite="lax")
        return response


def _to(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303)


async def _typed(request: Request, *names: str) -> dict[str, str]:
    form = await read_form(request)
    return {name: form.get(name, "") for name in names}

"""The pages of a duty worker's way to the first search: sign in, and say why. What all pages share is here too.

One class; its methods are the pages. Those that look somebody up are in ``web.searches`` and ``web.cards``.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mast.access.errors import AuditUnavailable, PurposeMissing, TokenRefused
from mast.access.oidc import Issuer, IssuerUnreachable
from mast.access.purposes import Purpose, require
from mast.access.sign_in import begin, finish
from mast.core.settings import Settings
from mast.graphql.execution import Executor
from mast.graphql.observing import seen_of
from mast.web.asking import Desk, NotAnswered
from mast.web.forms import from_here, read_form
from mast.web.glass import Glass
from mast.web.rendering import Renderer
from mast.web.sessions import Session, Sessions
from mast.web.wording import catalogue

COOKIE: Final = "mast-session"
ASKED_FOR: Final = (Purpose.SAFEGUARDING_ENQUIRY, Purpose.OPEN_CASE, Purpose.DUTY_CALL)
"""The purposes of a practitioner; the others belong to people who have no pages yet."""

Page = Callable[[Request, Session], Awaitable[Response]]


class Pages:
    """Over one executor. ``ready_token``: makes the token of a demonstration, None where there is none."""

    def __init__(
        self,
        executor: Executor,
        settings: Settings,
        clock: Callable[[], datetime],
        ready_token: Callable[[], str] | None = None,
    ) -> None:
        self._desk, self.clock, self._settings, self._ready = Desk(executor), clock, settings, ready_token
        self.services = executor.services
        self._sessions = Sessions(clock)
        self._issuer = Issuer(settings, clock) if settings.oidc_issuer else None
        self.words = catalogue()
        self.renderer = Renderer(self.words, demo=ready_token is not None)

    async def front(self, request: Request) -> Response:
        """``/``: where somebody goes who opens the address."""
        session = self._session(request)
        if session is None or session.identity is None:
            return self._sign_in_page(request, session)
        return to("/search" if session.purpose else "/purpose")

    async def sign_in(self, request: Request) -> Response:
        """``POST /sign-in``: with the token that was pasted, or the demonstration's."""
        if self._issuer is not None:
            return to("/")
        if not from_here(request):
            return self._sign_in_page(request, None, error="refused", status=403)
        form = await read_form(request)
        token = self._ready() if self._ready and form.get("way") == "demo" else form.get("token", "")
        try:
            identity = await self.services.verify(token)
        except TokenRefused:
            return self._sign_in_page(request, None, error="token_refused", status=400)
        except AuditUnavailable:
            return self.trouble(request, None, 503)
        name, session = self._sessions.begin()
        session.token, session.identity = token, identity
        return self._with_cookie(to("/purpose"), request, name)

    async def to_issuer(self, request: Request) -> Response:
        """``GET /sign-in``: on to the issuer, and back to ``/signed-in``."""
        if self._issuer is None:
            return to("/")
        name, session = self._sessions.begin()
        back = str(request.url_for("signed_in"))
        try:
            address, session.pending = await asyncio.to_thread(begin, self._issuer, self._settings, back, self.clock())
        except IssuerUnreachable:
            return self.trouble(request, None, 503)
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
                finish, self._issuer, self._settings, pending, dict(request.query_params), self.clock()
            )
        except TokenRefused:
            return self._sign_in_page(request, None, error="refused", status=403)
        except IssuerUnreachable:
            return self.trouble(request, None, 503)
        name, session = self._sessions.begin()
        session.token, session.identity = found.access_token, found.identity
        return self._with_cookie(to("/purpose"), request, name)

    async def sign_out(self, request: Request, session: Session) -> Response:
        self._sessions.end(request.cookies.get(COOKIE, ""))
        gone = to("/")
        gone.delete_cookie(COOKIE, path="/")
        return gone

    async def purpose(self, request: Request, session: Session) -> Response:
        return self.renderer.page("purpose.html", request, session, purposes=ASKED_FOR, errors={})

    async def say_purpose(self, request: Request, session: Session) -> Response:
        form = await read_form(request)
        purpose, case = form.get("purpose", ""), form.get("case", "")
        errors = {} if purpose in ASKED_FOR else {"purpose": self.words["purpose"]["purpose_missing"]}
        try:
            require(Purpose.DUTY_CALL, case)
        except PurposeMissing:
            errors["case"] = self.words["purpose"]["case_missing"]
        if errors:
            return self.renderer.page(
                "purpose.html", request, session, 400, purposes=ASKED_FOR, errors=errors, chosen=purpose, typed=case
            )
        session.forget()
        session.purpose, session.case = purpose, case
        return to("/search")

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
                    return self.trouble(request, session, 403, "form")
            if after_purpose and not session.purpose:
                return to("/purpose")
            try:
                return await page(request, session)
            except NotAnswered as refused:
                return self._refused(request, session, refused)

        return shown

    async def ask(
        self, request: Request, session: Session, operation: str, glass: Glass | None, **variables: Any
    ) -> Mapping[str, Any]:
        """The data of a ready-made operation. Raises NotAnswered."""
        return await self._desk.ask(session, seen_of(request.scope), operation, glass, **variables)

    @property
    def desks(self) -> list[dict[str, str]]:
        return [
            {"name": one.name, "team": one.duty_team, "phone": one.duty_phone, "hours": one.duty_hours}
            for one in self.services.partners
        ]

    def _session(self, request: Request) -> Session | None:
        return self._sessions.get(request.cookies.get(COOKIE, ""))

    def _sign_in_page(
        self, request: Request, session: Session | None, *, error: str = "", status: int = 200
    ) -> Response:
        return self.renderer.page(
            "sign_in.html", request, session, status, by_issuer=self._issuer is not None, error=error
        )

    def _refused(self, request: Request, session: Session, refused: NotAnswered) -> Response:
        if refused.status == 401:
            self._sessions.end(request.cookies.get(COOKIE, ""))
            return self._sign_in_page(request, None, error="ended", status=401)
        return self.trouble(request, session, refused.status)

    def nothing(self, request: Request, session: Session) -> Response:
        """What is not there, and what must not be shown, in the words of a search that found nobody."""
        return self.renderer.page(
            "results.html", request, session, people=True, hits=[], glass=None, to_glass="", desks=self.desks
        )

    def trouble(self, request: Request, session: Session | None, status: int, what: str = "") -> Response:
        named = what or {403: "forbidden", 404: "not_here", 429: "slow"}.get(status, "")
        title, text = (f"{named}_title", f"{named}_text") if named else ("title", "text")
        words = self.words["trouble"]
        return self.renderer.page(
            "trouble.html", request, session, status, heading=words[title], text=words[text], desks=self.desks
        )

    @staticmethod
    def _with_cookie(response: Response, request: Request, name: str) -> Response:
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, name, path="/", httponly=True, secure=secure, samesite="lax")
        return response


def to(path: str) -> RedirectResponse:
    """On to another of our pages."""
    return RedirectResponse(path, 303)

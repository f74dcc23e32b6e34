"""The pages that search: the form, what was found, and the lead's way through the glass.

Nothing that was looked up stands in an address: a search is posted, kept in the session, and shown under a random
handle.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from mast.access.glass import BreakReason
from mast.web.asking import NotAnswered
from mast.web.forms import read_form
from mast.web.glass import LASTS, Glass, Sealed, may_break
from mast.web.pages import Pages, to
from mast.web.sessions import Session
from mast.web.showing import typed_day

_MOST_HITS: Final = 20


@dataclass(frozen=True, slots=True)
class Search:
    """A search as it was posted: what to ask, what stood in each field, and where the fault of an argument is said.

    ``glass``: the one that it is made through, None for none.
    """

    operation: str
    wanted: Mapping[str, str]
    typed: Mapping[str, str]
    places: Mapping[str, str]
    glass: Glass | None = None


class Searches:
    """Over what all pages share."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def search(self, request: Request, session: Session) -> Response:
        return self._search_page(request, session, {}, {})

    async def search_person(self, request: Request, session: Session) -> Response:
        typed = await _typed(request, "name", "day", "month", "year", "postcode", "nhs")
        words = self._pages.words["search"]
        try:
            born = typed_day(typed["day"], typed["month"], typed["year"])
        except ValueError:
            return self._search_page(request, session, typed, {"born": words["born_wrong"]})
        if not typed["nhs"] and not (typed["name"] and (born or typed["postcode"])):
            return self._search_page(request, session, typed, {"name": words["person_missing"]})
        wanted = {"nhsNumber": typed["nhs"], "name": typed["name"], "dateOfBirth": born, "postcode": typed["postcode"]}
        places = {"nhsNumber": "nhs", "dateOfBirth": "born"}
        return to(f"/results/{session.handle(Search('search_people', wanted, typed, places))}")

    async def search_address(self, request: Request, session: Session) -> Response:
        typed = await _typed(request, "at_postcode", "number", "flat", "uprn")
        if not typed["uprn"] and not (typed["at_postcode"] and typed["number"]):
            error = {"at_postcode": self._pages.words["search"]["address_missing"]}
            return self._search_page(request, session, typed, error)
        wanted = {name: typed[name] for name in ("uprn", "number", "flat")} | {"postcode": typed["at_postcode"]}
        asked = Search("search_addresses", wanted, typed, {"postcode": "at_postcode"})
        return to(f"/results/{session.handle(asked)}")

    async def results(self, request: Request, session: Session) -> Response:
        asked = session.held(request.path_params["handle"])
        if not isinstance(asked, Search) or (asked.glass and asked.glass.is_over(self._pages.clock())):
            return self._pages.trouble(request, session, 404)
        try:
            told = await self._pages.ask(
                request, session, asked.operation, asked.glass, first=_MOST_HITS, **asked.wanted
            )
        except NotAnswered as refused:
            if refused.status == 403 and asked.glass is not None:
                return self._glass_page(request, session, asked, {"second": self._pages.words["glass"]["second_wrong"]})
            if refused.status != 400:
                raise
            place = asked.places.get(refused.field, refused.field or next(iter(asked.typed)))
            return self._search_page(request, session, asked.typed, {place: refused.message})
        (found,) = told.values()
        hits = [edge["node"] for edge in found["edges"]]
        return self._results_page(request, session, asked, hits)

    async def glass(self, request: Request, session: Session) -> Response:
        """``GET /glass/…``: the same for every search, whatever it has found."""
        asked = session.held(request.path_params["handle"])
        if not isinstance(asked, Search) or not self._may_break(session):
            return self._pages.trouble(request, session, 404)
        return self._glass_page(request, session, asked, {})

    async def break_glass(self, request: Request, session: Session) -> Response:
        """``POST /glass/…``: on to the same search, through the glass."""
        asked = session.held(request.path_params["handle"])
        if not isinstance(asked, Search) or not self._may_break(session):
            return self._pages.trouble(request, session, 404)
        typed = await _typed(request, "reason", "second")
        if typed["reason"] not in set(BreakReason):
            return self._glass_page(request, session, asked, {"reason": self._pages.words["glass"]["reason_missing"]})
        glass = Glass(typed["reason"], typed["second"], self._pages.clock() + LASTS)
        return to(f"/results/{session.handle(replace(asked, glass=glass))}")

    def _search_page(
        self, request: Request, session: Session, typed: Mapping[str, str], errors: Mapping[str, str]
    ) -> Response:
        return self._pages.renderer.page(
            "search.html", request, session, 400 if errors else 200, typed=dict(typed), errors=dict(errors)
        )

    def _results_page(self, request: Request, session: Session, asked: Search, hits: list[Any]) -> Response:
        """What was found; and what was not, or must not be, in the same words."""
        glass = asked.glass

        def handle(id: str) -> str:
            return session.handle(Sealed(id, glass) if glass else id)

        return self._pages.renderer.page(
            "results.html",
            request,
            session,
            people=asked.operation == "search_people",
            hits=hits,
            handle=handle,
            glass=glass,
            to_glass=session.handle(replace(asked, glass=None)) if self._may_break(session) else "",
            desks=self._pages.desks,
        )

    def _may_break(self, session: Session) -> bool:
        return may_break(session, self._pages.services.policy)

    def _glass_page(self, request: Request, session: Session, asked: Search, errors: Mapping[str, str]) -> Response:
        return self._pages.renderer.page(
            "glass.html",
            request,
            session,
            400 if errors else 200,
            handle=session.handle(replace(asked, glass=None)),
            reasons=list(BreakReason),
            errors=dict(errors),
        )


async def _typed(request: Request, *names: str) -> dict[str, str]:
    form = await read_form(request)
    return {name: form.get(name, "") for name in names}

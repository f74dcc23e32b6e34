"""Adds the pages to the service: their routes, and the files that they are made of."""

from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from mast.core.settings import Settings
from mast.web.assets import asset, notices
from mast.web.cards import Cards
from mast.web.pages import Pages
from mast.web.searches import Searches


def add_pages(
    app: Starlette,
    settings: Settings,
    clock: Callable[[], datetime],
    ready_token: Callable[[], str] | None = None,
) -> None:
    """Put the pages before the service's own front page. They ask ``app``'s own executor.

    ``ready_token``: makes a token for whoever presses the button of a demonstration; give it on loopback alone.
    """
    app.router.routes[:0] = page_routes(Pages(app.state.executor, settings, clock, ready_token))


def page_routes(pages: Pages) -> list[BaseRoute]:
    """Every page and asset."""
    guarded, searches, cards = pages.guarded, Searches(pages), Cards(pages)
    return [
        Route("/", pages.front, methods=["GET"]),
        Route("/sign-in", pages.to_issuer, methods=["GET"]),
        Route("/sign-in", pages.sign_in, methods=["POST"]),
        Route("/signed-in", pages.signed_in, methods=["GET"], name="signed_in"),
        Route("/sign-out", guarded(pages.sign_out, after_purpose=False), methods=["POST"]),
        Route("/purpose", guarded(pages.purpose, after_purpose=False), methods=["GET"]),
        Route("/purpose", guarded(pages.say_purpose, after_purpose=False), methods=["POST"]),
        Route("/search", guarded(searches.search), methods=["GET"]),
        Route("/search/person", guarded(searches.search_person), methods=["POST"]),
        Route("/search/address", guarded(searches.search_address), methods=["POST"]),
        Route("/results/{handle}", guarded(searches.results), methods=["GET"]),
        Route("/glass/{handle}", guarded(searches.glass), methods=["GET"]),
        Route("/glass/{handle}", guarded(searches.break_glass), methods=["POST"]),
        Route("/person/{handle}", guarded(cards.person), methods=["GET"]),
        Route("/address/{handle}", guarded(cards.address), methods=["GET"]),
        Route("/home/{handle}", guarded(cards.home), methods=["GET"]),
        Route("/assets/{name}", asset, methods=["GET"]),
        Route("/licences", notices, methods=["GET"]),
    ]

"""Puts a page together: a template, the words, what the session has in hand; with the headers that keep it safe."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from mast.web.assets import address_of
from mast.web.dates import Dates
from mast.web.packing import accepts_packed, pack
from mast.web.picture import household_picture
from mast.web.sessions import Session
from mast.web.showing import number_to_ring

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SCRIPTED: Final = f"{POLICY}; script-src 'self'"
"""Of the one page that has a script: of our own origin, and none within the page."""


class Renderer:
    """Renders templates of ``web/templates``. A name that a template lacks is an error, never an empty place."""

    def __init__(self, words: Mapping[str, Any], *, demo: bool) -> None:
        self.dates = Dates(words["dates"])
        self._environment = Environment(
            loader=FileSystemLoader(str(files("mast.web") / "templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"day": self.dates.in_words, "age": self.dates.age, "tel": number_to_ring}
        shared = {"words": words, "demo": demo, "asset": address_of, "picture": household_picture, "dates": self.dates}
        self._environment.globals |= shared

    def page(
        self,
        template: str,
        request: Request,
        session: Session | None,
        status: int = 200,
        *,
        policy: str = POLICY,
        **said: Any,
    ) -> Response:
        signed_in = session if session is not None and session.identity is not None else None
        text = self._environment.get_template(template).render(
            session=signed_in, path=request.url.path, errors=said.pop("errors", {}), **said
        )
        headers = {"Content-Security-Policy": policy, "Vary": "Accept-Encoding"}
        if not accepts_packed(request):
            return HTMLResponse(text, status, headers)
        return HTMLResponse(pack(text.encode()), status, {**headers, "Content-Encoding": "gzip"})

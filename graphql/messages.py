"""GraphQL over HTTP: what a request must look like, and with which media type and status an answer goes out.

After the GraphQL-over-HTTP specification (GraphQL Foundation, stage 2 draft): an answer in
``application/graphql-response+json`` carries the status that fits, one in the older ``application/json`` carries 200
for every well-formed request that was heard.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.requests import Request

from mast.graphql.errors import Code, HttpRefusal

RESPONSE_JSON: Final = "application/graphql-response+json"
PLAIN_JSON: Final = "application/json"
MAX_BODY_BYTES: Final = 16 * 1024
MAX_JSON_DEPTH: Final = 20
METHODS: Final = ("GET", "POST")
_STRING: Final = re.compile(r'"(?:[^"\\]+|\\.)*"?', re.DOTALL)
"""A JSON string, or the rest of a text whose last string has no end: so it never has to look twice."""
_BRACKET: Final = re.compile(r"[\[\]{}]")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Ask:
    """A well-formed request. ``operation_name`` is None where none is named.

    ``sha256``: the hash by which a ready-made operation is asked for; then ``query`` may be "".
    """

    query: str
    variables: dict[str, Any] = field(default_factory=dict)
    operation_name: str | None = None
    sha256: str = ""


def answer_type(accept: str | None) -> str:
    """The media type to answer in, by the ``Accept`` header; the newer one where the client leaves the choice.

    Raises HttpRefusal 406 when neither is accepted.
    """
    if accept is None or not accept.strip():
        return RESPONSE_JSON
    quality = {RESPONSE_JSON: 0.0, PLAIN_JSON: 0.0}
    told: dict[str, int] = {}
    for wanted, weight in _ranges(accept):
        for ours in quality:
            close = (wanted == ours) * 3 or (wanted == "application/*") * 2 or (wanted == "*/*") * 1
            if close > told.get(ours, 0):
                told[ours], quality[ours] = close, weight
    best = max(quality, key=lambda ours: quality[ours])
    if quality[best] <= 0:
        raise HttpRefusal(406, Code.BAD_REQUEST, f"Answers are {RESPONSE_JSON} or {PLAIN_JSON}: accept one of them.")
    return best


def check_method(method: str) -> None:
    """Raises HttpRefusal 405 for any other than GET and POST."""
    if method not in METHODS:
        raise HttpRefusal(405, Code.BAD_REQUEST, "Use POST, or GET.", {"Allow": ", ".join(METHODS)})


async def read_ask(request: Request) -> Ask:
    """The request's document, variables and operation name.

    Raises HttpRefusal: 413 for more than 16 KB, 415 for a body that is not said to be JSON in UTF-8, 400 for one that
    is not one well-formed GraphQL request.
    """
    if request.method == "GET":
        query = request.scope.get("query_string", b"")
        if len(query) > MAX_BODY_BYTES:
            raise _too_large()
        return _ask(_url_parameters(request))
    _check_content_type(request.headers.getlist("content-type"))
    try:
        text = (await _body(request)).decode("utf-8")
    except UnicodeDecodeError:
        raise _malformed("The body is not UTF-8.") from None
    return _ask(_json(text, "The body"))


def _ranges(accept: str) -> Iterable[tuple[str, float]]:
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    weight = min(1.0, max(0.0, float(value)))
                except ValueError:
                    weight = 0.0
        yield name, weight if weight == weight else 0.0


def _check_content_type(stated: list[str]) -> None:
    name, *parameters = (piece.strip().lower() for piece in (stated[0] if len(stated) == 1 else "").split(";"))
    charset = dict(p.partition("=")[::2] for p in parameters).get("charset", "utf-8").strip('"')
    if name != PLAIN_JSON or charset not in ("utf-8", "utf8"):
        raise HttpRefusal(415, Code.BAD_REQUEST, "Send the request as application/json in UTF-8.")


async def _body(request: Request) -> bytes:
    stated = request.headers.get("content-length", "0")
    if stated.isdigit() and len(stated) < 20 and int(stated) > MAX_BODY_BYTES:
        raise _too_large()
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise _too_large()
    return bytes(body)


def _url_parameters(request: Request) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name in ("query", "operationName", "variables", "extensions", "documentId"):
        values = request.query_params.getlist(name)
        if len(values) > 1:
            raise _malformed(f"'{name}' is given more than once.")
        if values and (values[0] or name == "query"):
            given[name] = _json(values[0], f"'{name}'") if name in ("variables", "extensions") else values[0]
    return given


def _json(text: str, what: str) -> Any:
    """The value of a JSON text. Nesting is counted first: the parser itself would run out of stack."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    if deepest > MAX_JSON_DEPTH:
        raise _malformed(f"{what} is nested more than {MAX_JSON_DEPTH} deep.")
    try:
        value = json.loads(text, parse_constant=_no_constant)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair would fail much later
    except (ValueError, RecursionError):
        raise _malformed(f"{what} is not JSON.") from None
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _ask(given: Any) -> Ask:
    if isinstance(given, list):
        raise _malformed("Several requests in one are not answered: send them one by one.")
    if not isinstance(given, dict):
        raise _malformed("A request is a JSON object.")
    query, name, variables = given.get("query"), given.get("operationName"), given.get("variables")
    digest = _digest(given)
    if digest and query is None:
        query = ""
    if not isinstance(query, str):
        raise _malformed("'query' must be a string, the GraphQL document.")
    if name is not None and not isinstance(name, str):
        raise _malformed("'operationName' must be a string.")
    if variables is not None and not isinstance(variables, dict):
        raise _malformed("'variables' must be an object.")
    return Ask(query, variables or {}, name or None, digest)


def _digest(given: dict[str, Any]) -> str:
    """The hash of the operation that is asked for by it; "" for none."""
    extensions, stated = given.get("extensions"), given.get("documentId")
    if extensions is not None and not isinstance(extensions, dict):
        raise _malformed("'extensions' must be an object.")
    digests: list[Any] = []
    if stated is not None:
        scheme, _, digest = stated.partition(":") if isinstance(stated, str) else ("", "", "")
        digests.append(digest if scheme == "sha256" else "")
    persisted = (extensions or {}).get("persistedQuery")
    if persisted is not None:
        digests.append(persisted.get("sha256Hash") if isinstance(persisted, dict) else "")
    if not digests:
        return ""
    if len({*map(str, digests)}) > 1 or not isinstance(digests[0], str) or not _SHA256.fullmatch(digests[0]):
        raise _malformed("A ready-made operation is named by the SHA-256 of its text, in 64 small hexadecimal digits.")
    return digests[0]


def _malformed(message: str) -> HttpRefusal:
    return HttpRefusal(400, Code.BAD_REQUEST, message)


def _too_large() -> HttpRefusal:
    return HttpRefusal(413, Code.BAD_REQUEST, f"A request has at most {MAX_BODY_BYTES} bytes.", {"Connection": "close"})

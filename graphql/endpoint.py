"""``/graphql``: one GraphQL request in, one answer out, in the order that keeps the doors shut.

Method, then token, purpose, role and how often that person asks; only then the body is read, its size and shape are
checked, and the document parsed, measured and validated; then the audit row, the query, the second audit row, and the
answer.
"""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from mast.access.errors import AuditUnavailable
from mast.graphql.door import Entrant, admit
from mast.graphql.errors import Code, HttpRefusal, ShownError, request_errors
from mast.graphql.execution import Answer, Executor
from mast.graphql.messages import PLAIN_JSON, RESPONSE_JSON, Ask, answer_type, check_method, read_ask
from mast.graphql.observing import Seen, seen_of
from mast.graphql.rates import keep_pace


class Endpoint:
    """An ASGI application."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, seen = Request(scope, receive), seen_of(scope)
        media = PLAIN_JSON
        try:
            check_method(request.method)
            services = self.executor.services
            entrant = await admit(request.headers, services.verify, services.policy, services.audit, seen.request_id)
            media = answer_type(request.headers.get("accept"))
            services = self.executor.services
            await keep_pace(services.rates, entrant, services.audit, seen.request_id)
            ask = await read_ask(request)
            response = _response(await self._answer(ask, entrant, seen), media, seen)
        except HttpRefusal as refused:
            response = refusal(refused, media, seen)
        except AuditUnavailable:
            message = "The look-up cannot be put on record, so nothing is answered: try again shortly."
            unrecorded = HttpRefusal(503, Code.AUDIT_UNAVAILABLE, message, {"Retry-After": "15"})
            response = refusal(unrecorded, media, seen)
        await response(scope, receive, send)

    async def _answer(self, ask: Ask, entrant: Entrant, seen: Seen) -> Answer:
        try:
            text = self.executor.services.persisted.text_of(ask)
        except ShownError as error:
            return Answer(request_errors([error], error.code))
        document = self.executor.documents.get(text)
        seen.operation = self.executor.name_of(document)
        return await self.executor.answer(ask, document, entrant, seen.request_id)


def refusal(refused: HttpRefusal, media: str, seen: Seen) -> Response:
    error = {"message": refused.message, "extensions": {"code": str(refused.code)}}
    return _written({"errors": [_stamped(error, seen)]}, refused.status, media, refused.headers)


def _response(answer: Answer, media: str, seen: Seen) -> Response:
    body: dict[str, Any] = {}
    if answer.errors:
        body["errors"] = [_stamped(error, seen) for error in answer.errors]
    if answer.ran:
        body["data"] = answer.data
    return _written(body, _status(answer, media), media, {})


def _status(answer: Answer, media: str) -> int:
    """400 for what never ran; in plain JSON only for a document so large that it was not even looked at."""
    if answer.ran:
        return 200
    too_complex = any(error["extensions"]["code"] == Code.QUERY_TOO_COMPLEX for error in answer.errors)
    return 400 if media == RESPONSE_JSON or too_complex else 200


def _stamped(error: dict[str, Any], seen: Seen) -> dict[str, Any]:
    """The error with the id of the request, under which it stands in our log."""
    code = error["extensions"]["code"]
    seen.codes.add(code)
    return {**error, "extensions": {**error["extensions"], "requestId": seen.request_id}}


def _written(body: dict[str, Any], status: int, media: str, headers: dict[str, str]) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(text, status, headers, media_type=f"{media}; charset=utf-8")

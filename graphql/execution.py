"""Run one operation for one person who was let in, with an audit row before and another before the answer goes out."""

import asyncio
import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from types import CoroutineType
from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationDefinitionNode, execute
from graphql.execution.values import get_variable_values

from mast.access.audit import Entry, Outcome, Result
from mast.access.errors import AuditUnavailable
from mast.core.errors import GraphUnreachable, LedgerUnreachable
from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.graphql.areas import AreaReader
from mast.graphql.batches import Batches
from mast.graphql.context import Context
from mast.graphql.documents import Document, Documents
from mast.graphql.door import BrokenGlass, Entrant, admit_to
from mast.graphql.errors import Code, HttpRefusal, ShownError, bad_input, field_errors, own_error, request_errors
from mast.graphql.messages import Ask
from mast.graphql.moments import KNOWN_AT, Moment, asked_moment
from mast.graphql.observing import note_broken_glass, note_failure
from mast.graphql.policy import visibility_of, wanted_fields
from mast.graphql.pool import Overloaded
from mast.graphql.reading import CardReader
from mast.graphql.services import Services
from mast.graphql.sharing import SharedReads
from mast.graphql.ticks import to_the_tick

RETRY_SECONDS = 15
AD_HOC = "ad hoc"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. ``data`` is absent (None, with ``ran`` False) where the operation was never run."""

    errors: list[dict[str, Any]]
    data: dict[str, Any] | None = None
    ran: bool = False


class Executor:
    """Runs operations against the published generation. ``operations``: hash of a ready-made document to its name."""

    def __init__(self, services: Services, documents: Documents, operations: Mapping[str, str]) -> None:
        self.services, self.documents, self.operations = services, documents, operations
        self.shared = SharedReads(services.pool)

    def name_of(self, document: Document) -> str:
        """A name that is safe to log: a ready-made operation's, never one that the client made up."""
        return self.operations.get(document.sha256, AD_HOC)

    async def answer(self, ask: Ask, document: Document, entrant: Entrant, request_id: str) -> Answer:
        """Raises HttpRefusal 503 when the graph does not answer in time; AuditUnavailable when a row is not written."""
        operation = document.operation(ask.operation_name)
        if document.tree is None:
            return Answer(list(document.errors))
        if operation is None:
            return Answer([_no_operation(ask)])
        given = get_variable_values(
            self.documents.schema, operation.variable_definitions, ask.variables, max_errors=10, hide_suggestions=True
        )
        if isinstance(given, list):
            return Answer(request_errors(given, Code.BAD_USER_INPUT))
        began = asyncio.get_running_loop().time()
        deadline = began + self.services.request_seconds
        fingerprint = _fingerprint(document, ask)
        entry = entrant.entry(self.name_of(document), fingerprint, request_id, None)
        try:
            moment = asked_moment(self.documents.schema, document.tree, operation, given)
            await admit_to(wanted_fields(document.fields, moment), entrant, self.services.audit, entry)
            context = await self._context(entrant, moment, deadline)
        except ShownError as error:
            return Answer(field_errors([error], request_id))
        intent = await self.services.audit.intent_async(replace(entry, generation=context.generation.number))
        try:
            result = await self._run(document, operation, ask, context, deadline)
        except BaseException as error:
            cancelled = isinstance(error, asyncio.CancelledError)
            await self.services.audit.outcome_async(intent, Result("aborted" if cancelled else "error"))
            raise
        errors = result.errors or []
        failures = [error.original_error or error for error in errors if own_error(error) is None]
        for failure in failures:
            note_failure(request_id, failure)
        if entrant.glass is not None:
            await self._note_glass(entrant.glass, replace(entry, generation=context.generation.number), context.seen)
        if not context.seen:
            await to_the_tick(began)
        await self.services.audit.outcome_async(intent, Result(_outcome(errors, failures), sorted(context.seen)))
        return Answer(field_errors(errors, request_id), result.data, ran=True)

    async def _note_glass(self, glass: BrokenGlass, entry: Entry, seen: set[str]) -> None:
        """Tell the owners of the seals before the answer goes out. Raises AuditUnavailable."""
        found = await asyncio.to_thread(self.services.note_glass, entry, glass.reason, glass.second, frozenset(seen))
        note_broken_glass(entry.request_id, found)

    async def _context(self, entrant: Entrant, moment: Moment, deadline: float) -> Context:
        """Raises ShownError BAD_USER_INPUT for a moment that has not come, or at which nothing was published."""
        services, now = self.services, self.services.now()
        moment.check(now)
        visibility = visibility_of(entrant.permit, services.partners)
        try:
            async with asyncio.timeout_at(deadline):
                reader = await self._pinned(visibility, moment, entrant.glass is not None)
        except (TimeoutError, GraphUnreachable, Overloaded) as error:
            raise _unavailable(error) from None
        except LedgerUnreachable:
            raise AuditUnavailable("What is sealed is not known, so nothing is answered.") from None
        if reader is None and moment.known_at is not None:
            raise bad_input(KNOWN_AT, "Nothing was published by then.")
        if reader is None:
            raise HttpRefusal(
                503,
                Code.NOT_READY,
                "Nothing is published yet: load the partners' extracts and resolve them first.",
                {"Retry-After": str(RETRY_SECONDS)},
            )
        within = reader if entrant.permit.is_everywhere else AreaReader(reader, entrant.permit.admits)
        return self._made(entrant, within, moment.window(now), visibility)

    async def _pinned(self, visibility: Visibility, moment: Moment, glass_broken: bool) -> CardReader | None:
        """One look at what is published serves all who came before it and see the same."""

        def pin(_: Sequence[str]) -> Mapping[str, CardReader | None]:
            return {"": self.services.pin(visibility, moment.known_at, glass_broken)}

        found = await self.shared.read(("pin", visibility, moment.known_at, glass_broken), pin, [""])
        return found[""]

    def _made(self, entrant: Entrant, reader: CardReader, window: Window, visibility: Visibility) -> Context:
        services = self.services
        # Of an agency that this reader may not see, nothing is available: that never reads as no contact.
        coverage = {code: day for code, day in reader.generation.coverage.items() if code in visibility.agencies}
        return Context(
            identity=entrant.identity,
            partners=services.partners,
            window=window,
            reader=reader,
            batches=Batches(
                reader, services.pool, self.shared, services.partners, window, coverage, entrant.permit.areas
            ),
            pool=services.pool,
            follow=services.follow,
            explain=services.explain,
            model_of=services.model_of,
            looks=services.looks,
        )

    async def _run(
        self, document: Document, operation: OperationDefinitionNode, ask: Ask, context: Context, deadline: float
    ) -> ExecutionResult:
        assert document.tree is not None
        try:
            async with asyncio.timeout_at(deadline):
                running = execute(
                    self.documents.schema,
                    document.tree,
                    context_value=context,
                    variable_values=ask.variables,
                    operation_name=operation.name.value if operation.name else None,
                    is_awaitable=_is_awaitable,
                )
                result = await running if inspect.isawaitable(running) else running
        except TimeoutError as error:
            raise _unavailable(error) from None
        for found in result.errors or []:
            if isinstance(found.original_error, GraphUnreachable | Overloaded):
                raise _unavailable(found.original_error) from None
            if isinstance(found.original_error, LedgerUnreachable):
                raise AuditUnavailable("The SQL store does not answer, so nothing is answered.") from None
        return result


def _is_awaitable(value: Any) -> bool:
    """What our resolvers and the library wait for; its own test, of every value of an answer, takes thrice the time."""
    return type(value) is CoroutineType


def _outcome(errors: Sequence[GraphQLError], failures: Sequence[Exception]) -> Outcome:
    """What the audit row says: a field that the role may not ask for is a refusal, whatever else was answered."""
    if failures:
        return "error"
    own = [own_error(error) for error in errors]
    return "refused" if any(error and error.code is Code.FORBIDDEN for error in own) else "ok"


def _unavailable(error: Exception) -> HttpRefusal:
    headers = {"Retry-After": str(RETRY_SECONDS)}
    if isinstance(error, Overloaded):
        return HttpRefusal(503, Code.OVERLOADED, "Too many requests are waiting: try again shortly.", headers)
    return HttpRefusal(503, Code.GRAPH_UNAVAILABLE, "The graph does not answer in time: try again shortly.", headers)


def _no_operation(ask: Ask) -> dict[str, Any]:
    message = (
        "The document has no operation of the name given in 'operationName'."
        if ask.operation_name
        else "The document has several operations, or none: name one of them in 'operationName'."
    )
    return request_errors([GraphQLError(message)], Code.BAD_USER_INPUT)[0]


def _fingerprint(document: Document, ask: Ask) -> str:
    """Hash of the document and its variables, for the audit row."""
    variables = json.dumps(ask.variables, sort_keys=True, separators=(",", ":"))
    return sha256(f"{document.sha256}\n{variables}".encode()).hexdigest()

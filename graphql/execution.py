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
from mast.graphql.context import Context
from mast.graphql.documents import Document, Documents
from mast.graphql.door import BrokenGlass, Entrant, admit_to
from mast.graphql.errors import Code, ShownError, field_errors, own_error, request_errors
from mast.graphql.messages import Ask
from mast.graphql.moments import asked_moment
from mast.graphql.observing import note_broken_glass, note_failure
from mast.graphql.pinning import Pinned, Pinning, Superseded, in_time, unavailable
from mast.graphql.policy import wanted_fields
from mast.graphql.pool import Overloaded
from mast.graphql.services import Services
from mast.graphql.sharing import SharedReads
from mast.graphql.ticks import to_the_tick

AD_HOC = "ad hoc"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. ``data`` is absent (None, with ``ran`` False) where the operation was never run."""

    errors: list[dict[str, Any]]
    data: dict[str, Any] | None = None
    ran: bool = False


@dataclass(frozen=True, slots=True)
class _Asking:
    """One operation of somebody who was let in. ``began``: when it came, of the running loop."""

    document: Document
    operation: OperationDefinitionNode
    ask: Ask
    entrant: Entrant
    entry: Entry
    began: float


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
            moment.check(self.services.now())
            asking = _Asking(document, operation, ask, entrant, entry, began)
            pinning = Pinning(self.services, self.shared, entrant, moment, deadline)
            try:
                pinned = await pinning.presumed() or await pinning.published()
                return await self._answered(asking, pinning, pinned)
            except Superseded:
                return await self._answered(asking, pinning, await pinning.published())
        except ShownError as error:
            return Answer(field_errors([error], request_id))

    async def _answered(self, asking: _Asking, pinning: Pinning, pinned: Pinned) -> Answer:
        """With its two audit rows. Raises Superseded, when it was not the published generation that was read."""
        audit, context = self.services.audit, pinned.context
        entry = replace(asking.entry, generation=context.generation.number)
        intent = await audit.intent_async(entry)
        try:
            result = await self._run(asking, pinning.deadline, context)
            await pinning.check(pinned)
        except BaseException as error:
            await audit.outcome_async(intent, Result(_broken_off(error)))
            raise
        errors = result.errors or []
        failures = [error.original_error or error for error in errors if own_error(error) is None]
        for failure in failures:
            note_failure(entry.request_id, failure)
        if asking.entrant.glass is not None:
            await self._note_glass(asking.entrant.glass, entry, context.seen)
        if not context.seen:
            await to_the_tick(asking.began)
        await audit.outcome_async(intent, Result(_outcome(errors, failures), sorted(context.seen)))
        return Answer(field_errors(errors, entry.request_id), result.data, ran=True)

    async def _note_glass(self, glass: BrokenGlass, entry: Entry, seen: set[str]) -> None:
        """Tell the owners of the seals before the answer goes out. Raises AuditUnavailable."""
        found = await asyncio.to_thread(self.services.note_glass, entry, glass.reason, glass.second, frozenset(seen))
        note_broken_glass(entry.request_id, found)

    async def _run(self, asking: _Asking, deadline: float, context: Context) -> ExecutionResult:
        """Raises HttpRefusal 503, AuditUnavailable."""
        document, operation, ask = asking.document, asking.operation, asking.ask
        assert document.tree is not None
        running = execute(
            self.documents.schema,
            document.tree,
            context_value=context,
            variable_values=ask.variables,
            operation_name=operation.name.value if operation.name else None,
            is_awaitable=_is_awaitable,
        )
        result = await in_time(deadline, running) if inspect.isawaitable(running) else running
        for found in result.errors or []:
            if isinstance(found.original_error, GraphUnreachable | Overloaded):
                raise unavailable(found.original_error) from None
            if isinstance(found.original_error, LedgerUnreachable):
                raise AuditUnavailable("The SQL store does not answer, so nothing is answered.") from None
        return result


def _is_awaitable(value: Any) -> bool:
    """What our resolvers and the library wait for; its own test, of every value of an answer, takes thrice the time."""
    return type(value) is CoroutineType


def _broken_off(error: BaseException) -> Outcome:
    """How the audit names the end of what went out to nobody."""
    match error:
        case Superseded():
            return "superseded"
        case asyncio.CancelledError():
            return "aborted"
    return "error"


def _outcome(errors: Sequence[GraphQLError], failures: Sequence[Exception]) -> Outcome:
    """What the audit row says: a field that the role may not ask for is a refusal, whatever else was answered."""
    if failures:
        return "error"
    own = [own_error(error) for error in errors]
    return "refused" if any(error and error.code is Code.FORBIDDEN for error in own) else "ok"


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

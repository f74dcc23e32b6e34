"""What a failing SQL store means, in one sentence.

Never the driver's own text: it may carry the store's address with its password.
"""

from sqlalchemy.engine import URL
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError

# The store answered, and rightly refused a statement: our mistake, or the append-only trigger.
_OURS = (IntegrityError, DataError, ProgrammingError, NotSupportedError)

_READ_ONLY = "is read-only: give this user the right to write to it."
_FULL = "has no room left: free some disk space, then run this again."
_LOCKED = "is held by another process for too long: wait for it to end, then run this again."
_DAMAGED = "is damaged or is not a SQL store of MAST: restore it from the last backup."
_PASSWORD = "refuses the user or password: check MAST_SQL_URL."
_DATABASE = "has no database or user of that name: check MAST_SQL_URL."

# SQLite's primary result codes (sqlite.org/rescode.html).
_SQLITE = {5: _LOCKED, 6: _LOCKED, 8: _READ_ONLY, 11: _DAMAGED, 13: _FULL, 26: _DAMAGED}
# PostgreSQL's SQLSTATE codes (its manual, appendix A).
_POSTGRESQL = {
    "25006": _READ_ONLY,
    "28P01": _PASSWORD,
    "28000": _PASSWORD,
    "3D000": _DATABASE,
    "53100": _FULL,
    "55P03": _LOCKED,
}


def place_of(url: URL) -> str:
    """Where the store is, without user, password or query."""
    if url.get_backend_name() == "sqlite":
        return f"The SQL store {url.database}"
    return f"The SQL store {url.database} at {url.host}:{url.port or 5432}"


def sentence_for(error: DBAPIError, url: URL) -> str | None:
    """The sentence for an error that means the store cannot be used; None when the error is of our own making."""
    meaning = _meaning(error)
    if meaning is not None:
        return f"{place_of(url)} {meaning}"
    if isinstance(error, _OURS):
        return None
    advice = (
        "check MAST_HOME and its disk."
        if url.get_backend_name() == "sqlite"
        else "check that it runs and MAST_SQL_URL."
    )
    return f"{place_of(url)} cannot be reached: {advice}"


def _meaning(error: DBAPIError) -> str | None:
    origin = error.orig
    code = getattr(origin, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _SQLITE.get(code & 0xFF)
    state = getattr(origin, "sqlstate", None)
    if isinstance(state, str):
        return _POSTGRESQL.get(state)
    # While it connects, the driver gives no code: only the server's words.
    words = str(origin)
    if "authentication failed" in words or "no password supplied" in words:
        return _PASSWORD
    return _DATABASE if "does not exist" in words else None

"""``mast-audit-verify``: a program of its own that checks an audit chain with nothing but the public key.

It needs no data folder, no settings and no secret: the address of the SQL store, which it only reads, the checkpoints
from their second place, and ``checkpoint.pub``. Exit 0: as it was written; 1: changed, or nothing vouches for it; 2:
wrong usage; 3: a file is not what it should be; 5: the store does not answer.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from mast.access.chain import Verification, origin, rows_of, shown_of, verify_rows
from mast.access.checkpoints import Checkpoint, heads, public_key, read_checkpoints
from mast.core.errors import LedgerUnreachable, MastError, UsageError
from mast.core.keyfile import key_at
from mast.ledger import tables


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. ``vouched``: rows that a checkpoint speaks for; ``checkpoints``: how many there are."""

    chain: Verification
    vouched: int
    checkpoints: int

    @property
    def ok(self) -> bool:
        return self.chain.ok and self.checkpoints > 0

    def sentence(self) -> str:
        rows, bad = self.chain.rows, self.chain.first_bad
        if bad is not None and bad > rows:
            return f"CHANGED: the chain ends at row {rows}, and a checkpoint or an answer tells of a later one."
        if bad is not None:
            return f"CHANGED: row {bad} is not as it was written, or was put in the place of another."
        if not self.checkpoints:
            return f"NOT VOUCHED FOR: {rows:,} rows fit together, but there is no checkpoint to hold them against."
        later = rows - self.vouched
        return f"Whole: {rows:,} rows; {self.checkpoints:,} checkpoints vouch for all but the newest {later:,}."


def check(store: str, checkpoints: Sequence[Checkpoint], key: bytes | None = None) -> Finding:
    """Read the chain at an SQLAlchemy address and hold it against the checkpoints.

    Raises UsageError for an address that is none, LedgerUnreachable when the store does not answer or has no chain.
    """
    try:
        engine = create_engine(store.replace("postgresql://", "postgresql+psycopg://", 1), hide_parameters=True)
    except (SQLAlchemyError, ModuleNotFoundError, ValueError):
        raise UsageError("--store must be an address: sqlite:////var/lib/mast/mast.sqlite, postgresql://…") from None
    try:
        with engine.connect() as connection:
            about = tables.about
            found = connection.execute(select(about.c.value).where(about.c.key == "instance_id")).scalar()
            instance = checkpoints[0].instance if checkpoints else str(found)
            noted = heads(checkpoints)
            chain = verify_rows(rows_of(connection), shown_of(connection), origin(instance), key, noted)
    except DBAPIError as error:
        raise LedgerUnreachable(
            f"The store does not answer, or holds no audit chain ({type(error).__name__})."
        ) from None
    finally:
        engine.dispose()
    return Finding(chain, noted[-1].seq if noted else 0, len(noted))


def main(arguments: Sequence[str] | None = None) -> int:
    """The program. Returns its exit code."""
    parser = argparse.ArgumentParser("mast-audit-verify", description="Check an audit chain with the public key alone.")
    parser.add_argument(
        "--store", required=True, help="the SQL store's address: sqlite:////…/mast.sqlite, postgresql://…"
    )
    parser.add_argument("--checkpoints", required=True, type=Path, help="the checkpoint file, from its second place")
    parser.add_argument("--public-key", required=True, type=Path, help="checkpoint.pub, taken when MAST was set up")
    parser.add_argument("--key", type=Path, help="audit.key, to check the keyed hashes past the last checkpoint too")
    given = parser.parse_args(arguments)
    try:
        known = read_checkpoints(given.checkpoints, public_key(given.public_key))
        found = check(given.store, known, key_at(given.key) if given.key else None)
    except MastError as error:
        sys.stderr.write(f"mast-audit-verify: {error}\n")
        return error.exit_code
    sys.stdout.write(found.sentence() + "\n")
    return 0 if found.ok else 1


if __name__ == "__main__":
    sys.exit(main())

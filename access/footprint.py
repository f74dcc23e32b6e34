"""What is answered to somebody who asks what MAST holds of them: who looked; and, signed, that it holds nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from mast.access.checkpoints import signing_key
from mast.access.looks import Look
from mast.ledger.store import Ledger

NOTHING = "Nothing is held under what was searched for."
CAVEAT = "It says nothing of what the partners' own systems hold, nor of names and numbers that were not searched for."


@dataclass(frozen=True, slots=True)
class Statement:
    """A signed answer. ``told`` is what was signed; ``signature`` is Ed25519 (RFC 8032), as hex."""

    told: Mapping[str, Any]
    signature: str

    def as_dict(self) -> dict[str, Any]:
        return {"statement": dict(self.told), "signature": self.signature}


def no_footprint(
    ledger: Ledger, searched: Sequence[str], generation: int, coverage: Mapping[str, date], at: datetime
) -> Statement:
    """The signed answer that nothing is held. ``coverage``: up to when each partner's data were looked through."""
    told: dict[str, Any] = {
        "what": "no footprint",
        "searched": sorted(searched),
        "partners": {code: day.isoformat() for code, day in sorted(coverage.items())},
        "generation": generation,
        "instance": ledger.instance_id,
        "at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "result": NOTHING,
        "caveat": CAVEAT,
    }
    return Statement(told, signing_key(ledger).sign(_bytes(told)).hex())


def is_signed(statement: Mapping[str, Any], key: Ed25519PublicKey) -> bool:
    """Whether an answer, as it was written to a file, is as it was signed."""
    try:
        key.verify(bytes.fromhex(statement["signature"]), _bytes(statement["statement"]))
    except (InvalidSignature, KeyError, TypeError, ValueError):
        return False
    return True


def for_the_subject(looks: Sequence[Look]) -> list[dict[str, Any]]:
    """Who looked, as the person looked at is told: role, agency, purpose and day, and no colleague's name."""
    return [
        {"day": one.at.date().isoformat(), "role": one.role, "agency": one.agency, "purpose": one.purpose}
        for one in looks
    ]


def _bytes(told: Mapping[str, Any]) -> bytes:
    return b"mast statement\n" + json.dumps(told, sort_keys=True, separators=(",", ":")).encode()

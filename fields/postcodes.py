"""UK postcodes: normalise one, and say which area, district and sector it lies in."""

import re
from functools import lru_cache
from itertools import product
from typing import Final

from mast.fields.reasons import FieldError

# The shapes of BS 7666 / PAF: A9, A99, AA9, AA99, A9A, AA9A, then a digit and two letters of the "inward" set,
# which leaves out C I K M O V. Q V X never come first, I J Z never second.
_SHAPE: Final = re.compile(
    r"(?:GIR0AA|BFPO[0-9]{1,4}"
    r"|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY])"
    r"[0-9][ABD-HJLNP-UW-Z]{2})"
)
_NOT_ALPHANUMERIC: Final = re.compile(r"[^A-Z0-9l]+")
_NOUGHT_AHEAD: Final = re.compile(r"[A-Z]{1,2}0[0-9]")
_MEANT: Final = {"O": "O0", "0": "0O", "I": "I1", "1": "1I", "l": "L1"}
"""What a character may stand for. A small l looks like 1, a capital L does not."""


def _shaped(compact: str) -> bool:
    return _SHAPE.fullmatch(compact) is not None


def _corrected(written: str) -> str:
    """The postcode with O for 0 and I or l for 1, or the other way, put right where only one reading can be meant."""
    compact = written.upper()
    if _shaped(compact) or not 5 <= len(compact) <= 7:
        return compact
    readings = {"".join(reading) for reading in product(*(_MEANT.get(letter, letter) for letter in written))}
    # No district is numbered 01: of SO1 and S01 the first is meant.
    likely = [code for code in readings if _shaped(code) and not _NOUGHT_AHEAD.match(code[:-3])]
    return likely[0] if len(likely) == 1 else compact


@lru_cache(maxsize=65536)
def postcode(text: str) -> str:
    """The postcode in capitals with one space before its last three characters (``WV11 3PJ``, ``BFPO 57``).

    Only the shape is checked; whether it exists is for the ONS Postcode Directory. O for 0 and I for 1, or the other
    way, are put right where one reading alone is a postcode. Raises FieldError ``bad_postcode``. Shape: Royal Mail,
    Programmer's Guide to PAF; BS 7666-0.
    """
    written = _NOT_ALPHANUMERIC.sub("", "l".join(part.upper() for part in text.split("l")))
    if written.startswith("BFPO"):
        written = "BFPO" + written[4:].removeprefix("CO").lstrip("0")
    compact = _corrected(written)
    if not _shaped(compact):
        raise FieldError("bad_postcode")
    if compact.startswith("BFPO"):
        return f"BFPO {compact[4:]}"
    return f"{compact[:-3]} {compact[-3:]}"


def area(code: str) -> str:
    """``WV`` of ``WV11 3PJ``: one of about 124 areas. The argument is a normalised postcode."""
    letters = district(code)
    return letters.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").rstrip("0123456789") or letters


def district(code: str) -> str:
    """``WV11`` of ``WV11 3PJ``. The argument is a normalised postcode."""
    return code.split(" ")[0]


def sector(code: str) -> str:
    """``WV11 3`` of ``WV11 3PJ``. The argument is a normalised postcode; a BFPO number is a sector of its own."""
    return code if code.startswith("BFPO") else code[:-2]

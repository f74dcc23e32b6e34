"""The habits that all partners share when they write an address, a postcode or a day."""

from functools import cache

from mast.synth import slips
from mast.synth.streets import Place

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def street(place: Place, dice: int, shortens: float) -> str:
    """Number and street, the kind of street shortened by some (``shortens``: their share), one in sixty mistyped."""
    kind = place.short if dice % 1000 < shortens * 1000 else place.kind
    name = slips.mistyped(place.street, dice // 1000) if dice // 1000 % 61 == 0 else place.street
    return f"{place.number} {name} {kind}".lstrip()


def postcode(place: Place, dice: int, missing: float) -> str:
    """The postcode as one record has it: as it should be, missing, without its space, or in small letters."""
    if dice % 1000 < missing * 1000:
        return ""
    habit = dice // 1000 % 100
    if habit < 9:
        return place.postcode.replace(" ", "")
    return place.postcode.lower() if habit < 14 else place.postcode


@cache
def slashed(day: int) -> str:
    """dd/mm/yyyy"""
    return slips.as_date(day).strftime("%d/%m/%Y")


@cache
def iso(day: int) -> str:
    """yyyy-mm-dd"""
    return slips.as_date(day).isoformat()


@cache
def lettered(day: int) -> str:
    """dd-MON-yyyy"""
    on = slips.as_date(day)
    return f"{on.day:02d}-{_MONTHS[on.month - 1]}-{on.year}"


def clock(minute: int) -> str:
    """HH:MM"""
    return f"{minute // 60:02d}:{minute % 60:02d}"

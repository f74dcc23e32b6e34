"""Why somebody looks: the closed list of purposes, and the case that each look belongs to."""

from enum import StrEnum

from mast.access.errors import PurposeMissing

CASE_LENGTH = 64


class Purpose(StrEnum):
    """Caldicott principle 1, justify the purpose: a reader names one of these with every request."""

    SAFEGUARDING_ENQUIRY = "safeguarding-enquiry"
    OPEN_CASE = "open-case"
    DUTY_CALL = "duty-call"
    AUDIT = "audit"
    SUBJECT_ACCESS = "subject-access"
    OPERATIONS = "operations"


def require(purpose: str | None, case: str | None) -> Purpose:
    """The purpose, when it is on the list and comes with a case reference of 1 to 64 printable characters.

    Raises PurposeMissing; its text repeats nothing that was sent.
    """
    try:
        known = Purpose(purpose or "")
    except ValueError:
        raise PurposeMissing(f"State a purpose: one of {', '.join(Purpose)}.") from None
    if stated_case(case) is None:
        raise PurposeMissing(f"State the case this is for: a reference of 1 to {CASE_LENGTH} printable characters.")
    return known


def stated_case(case: str | None) -> str | None:
    """The case reference, stripped; None for a text that is none."""
    stated = (case or "").strip()
    return stated if stated and len(stated) <= CASE_LENGTH and stated.isprintable() else None

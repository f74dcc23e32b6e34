"""Builders of facts for tests: everybody is invented; what a test does not care about has a default."""

from datetime import date

from mast.core.facts import Case, Delivery, Details, Identifier, Partner, Professional, Row, StatedAddress

DAY = date(2026, 10, 31)

ADULTS = Partner("adults", "Adult social care", True, 35, "Adults duty team", "01632 960001", order=1)
POLICE = Partner("police", "Police", False, 35, "Safeguarding hub", "01632 960002", order=3)


def address(
    number: str = "12", street: str = "HEATH WAY", postcode: str = "WV11 3PJ", uprn: str = "", flat: str = ""
) -> StatedAddress:
    key = "|".join([uprn, postcode, flat, number, "", street, ""])
    return StatedAddress(key, uprn, postcode, flat, number, "", street, "", f"{number} {street.title()}, {postcode}")


def worker(name: str = "Ann Other", partner: str = "adults") -> Professional:
    return Professional(f"{partner}|{name.upper()}", partner, name, "Allocated worker", "North", "01632 960003")


def row(
    event: str,
    record: str = "1",
    on: date = DAY,
    *,
    partner: str = "adults",
    kind: str = "contact",
    details: Details | None = None,
    nhs: str = "",
    at: StatedAddress | None = None,
    by: Professional | None = None,
    case: Case | None = None,
) -> Row:
    said = details or Details("Ms", "Maria", "Thornfield", "", date(1984, 3, 12), "female")
    return Row(
        partner=partner,
        event=event,
        kind=kind,
        on=on,
        record=record,
        details=said if record else None,
        identifiers=(Identifier("nhs", nhs, True),) if nhs else (),
        address=at or address(),
        professional=by or worker(partner=partner),
        case=case,
    )


def delivery(*rows: Row, partner: Partner = ADULTS, as_of: date = DAY) -> Delivery:
    return Delivery(partner, "adults_20261031.csv", "0" * 64, as_of, tuple(rows))

"""Where a row's event was: the address that its cells state."""

from mast.core.facts import StatedAddress
from mast.fields.addresses import parse_address
from mast.fields.identifiers import uprn
from mast.fields.postcodes import postcode
from mast.loaders.contract import ADDRESS_LINES, Meaning
from mast.loaders.stating import Cells, Fault, Stated, checked, text, too_long

MEANINGS = (*ADDRESS_LINES, Meaning.TOWN, Meaning.POSTCODE, Meaning.UPRN)


def read_address(cells: Cells) -> Stated[StatedAddress | None]:
    """The address without a postcode or UPRN that is at fault; None where nothing is stated."""
    if long := too_long(cells):
        return Stated(None, long)
    faults: list[Fault] = []
    code = checked(postcode, cells, Meaning.POSTCODE, faults)
    reference = checked(uprn, cells, Meaning.UPRN, faults)
    lines = [text(cells, meaning) for meaning in ADDRESS_LINES]
    town = text(cells, Meaning.TOWN)
    return Stated(parse_address(lines, town=town, postcode=code, uprn=reference), tuple(faults))

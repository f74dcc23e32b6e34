"""Where a row's event was: the address that its cells state."""

from mast.core.facts import StatedAddress
from mast.fields.addresses import parse_address
from mast.fields.identifiers import uprn
from mast.fields.postcodes import postcode
from mast.loaders.contract import ADDRESS_LINES, Meaning
from mast.loaders.stating import Cells, Checked, Places, Remembered, Stated, text

MEANINGS = (*ADDRESS_LINES, Meaning.TOWN, Meaning.POSTCODE, Meaning.UPRN)


class AddressReader:
    """Reads the address without a postcode or UPRN that is at fault; None where nothing is stated."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._lines = tuple(places.of(meaning) for meaning in ADDRESS_LINES if meaning in places)
        self._town, self._postcode, self._uprn = map(places.of, (Meaning.TOWN, Meaning.POSTCODE, Meaning.UPRN))
        self._postcodes = Remembered(Checked(postcode, Meaning.POSTCODE))
        self._uprns = Checked(uprn, Meaning.UPRN)

    def __call__(self, cells: Cells) -> Stated[StatedAddress | None]:
        if unfit := self._places.beyond_limits(cells):
            return Stated(None, unfit)
        code, faults = self._postcodes[cells[self._postcode]]
        reference, of_reference = self._uprns(cells[self._uprn])
        if of_reference:
            faults = (*faults, *of_reference)
        lines = [cell if isinstance(cell := cells[at], str) else text(cell) for at in self._lines]
        return Stated(parse_address(lines, town=text(cells[self._town]), postcode=code, uprn=reference), faults)

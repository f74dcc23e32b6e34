"""What is measured of a delivery: how often each field is filled, how often each fault occurs, how many records say too
little to be linked. Counts only."""

from collections import Counter
from typing import Final

import numpy as np

from mast.core.quality import Measure
from mast.loaders.checking import Checked
from mast.loaders.contract import ADDRESS_LINES, Mapping, Meaning
from mast.loaders.imprints import Imprints, fills

_OF_PEOPLE: Final = {
    "forenames": (Meaning.FORENAMES, Meaning.FULL_NAME),
    "surname": (Meaning.SURNAME, Meaning.FULL_NAME),
    "known_as": (Meaning.KNOWN_AS,),
    "born_on": (Meaning.BORN_ON,),
    "sex": (Meaning.SEX,),
    "nhs": (Meaning.NHS,),
    "upn": (Meaning.UPN,),
    "phone": (Meaning.PHONE,),
    "email": (Meaning.EMAIL,),
}
_OF_ALL: Final = {
    "address": ADDRESS_LINES,
    "postcode": (Meaning.POSTCODE,),
    "uprn": (Meaning.UPRN,),
    "worker": (Meaning.WORKER_NAME,),
}


def measure(mapping: Mapping, checked: Checked, imprints: Imprints) -> list[Measure]:
    """Every measure of one delivery: of its fields by row, of its records by record. ``imprints``: the delivery's."""
    return [*_filled(mapping, imprints), *_faults(checked), _unlinkable(imprints)]


def _filled(mapping: Mapping, imprints: Imprints) -> list[Measure]:
    """Of rows about a person the person's fields, of all rows the rest; only of what the mapping has a column for."""
    mapped = set(mapping.meanings)
    people = imprints[fills(imprints, "person")]
    return [
        Measure("filled", name, int(fills(rows, name).sum()), len(rows))
        for fields, rows in ((_OF_PEOPLE, people), (_OF_ALL, imprints))
        for name, meanings in fields.items()
        if mapped & set(meanings)
    ]


def _faults(checked: Checked) -> list[Measure]:
    """Of all rows, those with each fault: invalid values, default dates of birth, duplicates and the rest."""
    rows = {(finding.reason, finding.row_number) for finding in checked.findings}
    counts = Counter(reason for reason, _ in rows)
    return [Measure("fault", reason, count, checked.tally.rows) for reason, count in sorted(counts.items())]


def _unlinkable(imprints: Imprints) -> Measure:
    """Records that cannot be told from others: no number of one's own, and no name with a birth date or a place."""
    records = imprints["record"]
    every = np.unique(records[records != 0])
    linkable = np.unique(records[(records != 0) & fills(imprints, "linkable")])
    return Measure("unlinkable", "", len(every) - len(linkable), len(every))

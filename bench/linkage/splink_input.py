"""The table that Splink is given: the same facts as MAST has, cleaned by MAST, one row a record.

Splink's documentation asks for standardised columns, so it is given ours: folded names, dates of birth without the
defaults, postcodes, and for an address the dwelling to which our address joining assigned it (``home``), which spares
Splink the spellings of addresses. Its time does not include the making of any of these. Of several addresses it is
given the current one, since a Splink column holds one value.

``rule_1``, ``rule_2`` and so on hold the keys of each record under each of our blocking rules, a list of integers: two
records share a key under a rule in Splink exactly where they do in MAST, and Splink joins on one integer column.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from bench.linkage.dataset import Dataset
from mast.fields.text import fold
from mast.resolution.addresses import join_addresses
from mast.resolution.columns import Records, Residences
from mast.resolution.encoding import Encoded, encode
from mast.resolution.homes import Homes, settle
from mast.resolution.keys import rules
from mast.resolution.learning.defaults import default_births
from mast.resolution.learning.train import frequencies, with_names, without_births


def write_splink_input(dataset: Dataset, path: Path) -> int:
    """Writes the table, lists as ``[1,2]``, nothing stated as an empty cell; how many rules have a key at all."""
    records, encoded, homes = prepared(dataset)
    table = _facts(records, encoded, homes, dataset)
    keys = _keys(encoded, homes)
    for number, column in enumerate(keys, 1):
        table[f"rule_{number}"] = column
    table.to_csv(path, index=False)
    return len(keys)


def prepared(dataset: Dataset) -> tuple[Records, Encoded, Homes]:
    """The records as MAST's training sees them just before it blocks them."""
    records, residences = Records.from_frame(dataset.records), Residences.from_frame(dataset.residences)
    groups = join_addresses(residences.frame.rename(columns={"address": "key"}))
    homes = settle(records, residences, groups)
    encoded = encode(records, homes.last_seen())
    encoded = without_births(encoded, default_births(encoded))
    return records, with_names(encoded, frequencies(encoded)), homes


def _facts(records: Records, encoded: Encoded, homes: Homes, dataset: Dataset) -> pd.DataFrame:
    frame = records.frame
    place = pd.Index(dataset.records["key"]).get_indexer(pd.Index(frame["key"]))
    forename = _each(frame["forenames"], lambda text: fold(text).split(" ")[0])
    surname = _each(frame["surname"], fold)
    born = frame["born_on"].where(encoded.born >= 0, "")
    home, postcode = _newest(homes, len(frame))
    return pd.DataFrame(
        {
            "unique_id": place,
            "partner": frame["partner"],
            "forename": forename,
            "surname": surname,
            "forename_surname": (forename + " " + surname).where((forename != "") & (surname != ""), ""),
            "dob": born,
            "sex": frame["sex"],
            "nhs": frame["nhs"],
            "upn": frame["upn"],
            "email": frame["email"],
            "home": home,
            "postcode": postcode,
        }
    )


def _each(column: "pd.Series[str]", change: Callable[[str], str]) -> "pd.Series[str]":
    return column.map({text: change(text) for text in column.unique()})


def _newest(homes: Homes, count: int) -> tuple[list[str], list[str]]:
    """The current address of each record, and its postcode."""
    home, postcode = [""] * count, [""] * count
    for row in np.flatnonzero(homes.current).tolist():
        record = int(homes.record[row])
        home[record] = homes.labels[int(homes.group[row])]
        code = int(homes.postcode[row])
        postcode[record] = homes.postcodes[code] if code >= 0 else ""
    return home, postcode


def _keys(encoded: Encoded, homes: Homes) -> list[list[str]]:
    """A column a rule, of those under which two records share a key."""
    columns = []
    for keys in rules(encoded, homes):
        both = np.unique(np.stack((keys.record, keys.key), axis=1), axis=0)
        if len(both) == len(np.unique(both[:, 1])):
            continue
        held: list[list[str]] = [[] for _ in range(encoded.count)]
        for record, key in both.tolist():
            held[record].append(str(key))
        columns.append([f"[{','.join(own)}]" if own else "" for own in held])
    return columns

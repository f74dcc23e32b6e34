"""What Splink is told: its documented defaults, the same in every run. Works with Splink 4 and 5; imports none of ours.

Choices, made once and in Splink's favour where there was one to make:
- names: ``ForenameSurnameComparison`` with the concatenated column, which its documentation recommends for term
  frequencies and for swapped names; thresholds as they come;
- dates of birth: ``DateOfBirthComparison``; postcodes: ``PostcodeComparison``; thresholds as they come;
- sex, NHS number, pupil number: ``ExactMatch``;
- address: the same dwelling above the postcode's own levels in one comparison, with term frequencies for crowded
  dwellings. Two comparisons would count one fact twice;
- u from a million random pairs; the prior from deterministic rules with a recall of 0.7; m by EM within two blocks,
  same names and same date of birth, so that each comparison is trained by at least one;
- blocking: MAST's own rules (``rule_1``...), as keys made beforehand.
FEBRL: what Splink's examples for these data compare (names, date of birth, number within two edits, postcode), with
the house joined as above.
"""

from typing import Any

import splink.comparison_level_library as cll  # type: ignore[import-not-found]
import splink.comparison_library as cl  # type: ignore[import-not-found]
from splink import ColumnExpression, SettingsCreator, block_on

RANDOM_PAIRS = 1e6
RECALL = 0.7
PREDICT_FROM = 0.001
"""Match probability from which pairs are kept, low enough that the best threshold lies well above it."""
CLUSTER_AT = 0.95
SEED = 1

POSTCODE = "postcode"
SECTOR, DISTRICT = "^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9]", "^[A-Z]{1,2}[0-9][A-Z0-9]?"


def _part(regex: str) -> Any:
    return cll.ExactMatchLevel(ColumnExpression(POSTCODE).regex_extract(regex))


def _address() -> Any:
    return cl.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            cll.And(cll.NullLevel("home"), cll.NullLevel(POSTCODE)),
            cll.ExactMatchLevel("home", term_frequency_adjustments=True),
            cll.ExactMatchLevel(POSTCODE),
            _part(SECTOR),
            _part(DISTRICT),
            cll.ElseLevel(),
        ],
    )


def _shared() -> list[Any]:
    return [
        cl.ForenameSurnameComparison("forename", "surname", forename_surname_concat_col_name="forename_surname"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        _address(),
    ]


def settings(kind: str, rules: int, *, across: bool) -> Any:
    """``kind``: synth or febrl. ``across``: records of one source are different people."""
    own = (
        [cl.ExactMatch("sex"), cl.ExactMatch("nhs"), cl.ExactMatch("upn")]
        if kind == "synth"
        else [cl.DamerauLevenshteinAtThresholds("email", [2])]
    )
    keys = [f"rule_{number}" for number in range(1, rules + 1)]
    return SettingsCreator(
        link_type="link_only" if across else "dedupe_only",
        unique_id_column_name="unique_id",
        comparisons=[*_shared(), *own],
        blocking_rules_to_generate_predictions=[block_on(key, arrays_to_explode=[key]) for key in keys],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )


def certain(kind: str) -> list[Any]:
    """Rules so strict that what they link is one person, for the prior."""
    number = block_on("nhs", "dob") if kind == "synth" else block_on("email", "dob")
    return [number, block_on("forename", "surname", "dob"), block_on("forename", "dob", "home")]


def training() -> list[Any]:
    """The blocks within which EM runs, as in Splink's examples: each leaves out what the other trains."""
    return [block_on("forename", "surname"), block_on("dob")]

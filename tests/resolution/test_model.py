"""The model file: the same model, the same bytes; anything amiss is refused with what it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from mast.core.errors import ModelRefused
from mast.resolution.columns import Records, Residences
from mast.resolution.comparing.levels import FIELDS
from mast.resolution.engine import train
from mast.resolution.model import Bands, Model, dump_model, load_model, save_model


@pytest.fixture(scope="module")
def model() -> Model:
    names = ("Adam", "Bella", "Carl", "Dora", "Emil", "Fay")
    rows = [
        {
            "key": f"p:{n}",
            "sex": ("male", "female")[n % 2],
            "forenames": names[n % 6],
            "surname": f"S{names[n % 5]}",
            "born_on": f"{1950 + n % 50}-0{1 + n % 9}-11",
        }
        for n in range(120)
    ]
    return train(Records.from_rows(rows), Residences.from_rows([]), seed=1)


def test_a_saved_model_is_read_back_the_same(model: Model, tmp_path: Path) -> None:
    save_model(model, tmp_path / "m.json")
    again = load_model(tmp_path / "m.json")
    assert dump_model(again) == dump_model(model) == (tmp_path / "m.json").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["m.json"]


def test_chances_of_each_group_of_levels_add_up_to_one(model: Model) -> None:
    for chances in (model.same, model.kin, model.unlike):
        for field in FIELDS:
            for group in field.groups:
                total = sum(chances[field.name][field.levels(level).name] for level in group)
                assert total == pytest.approx(1.0, abs=1e-6)


def test_agreement_speaks_for_one_person_and_difference_against(model: Model) -> None:
    for field, level in (
        ("forenames", "SAME"),
        ("surname", "SAME"),
        ("born", "SAME"),
        ("sex", "SAME"),
        ("home", "SAME_NOW"),
    ):
        assert model.same[field][level] > model.unlike[field][level]
    for field, level in (
        ("forenames", "DIFFERENT"),
        ("surname", "DIFFERENT"),
        ("born", "DIFFERENT"),
        ("home", "ELSEWHERE"),
    ):
        assert model.same[field][level] < model.unlike[field][level]


def test_rare_values_are_not_listed(model: Model) -> None:
    assert set(model.frequencies["forename"].values) == {"ADAM", "BELLA", "CARL", "DORA", "EMIL", "FAY"}
    assert model.frequencies["born"].values == {}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda held: held.pop("format"), "damaged"),
        (lambda held: held.update(format=99), "format 99"),
        (lambda held: held["columns"].pop("upn"), "other columns (upn)"),
        (lambda held: held["columns"].update(height=["SAME"]), "other columns (height)"),
        (lambda held: held["model"].pop("same_odds"), "damaged"),
        (lambda held: held["model"]["same"]["born"].update(SAME=0), "damaged"),
        (lambda held: held["model"]["bands"].update(link=-9), "damaged"),
    ],
)
def test_a_model_that_is_amiss_is_refused(model: Model, tmp_path: Path, change: Any, says: str) -> None:
    held = json.loads(dump_model(model))
    change(held)
    (tmp_path / "m.json").write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(ModelRefused) as refused:
        load_model(tmp_path / "m.json")
    assert says in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_no_model_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.json").write_bytes(content)
    with pytest.raises(ModelRefused):
        load_model(tmp_path / "m.json")
    with pytest.raises(ModelRefused, match=r"none\.json cannot be read"):
        load_model(tmp_path / "none.json")


def test_bands() -> None:
    assert [Bands(2.5, -2.0).band(weight) for weight in (2.5, 2.4, -2.0, -2.1)] == ["link", "review", "review", "none"]

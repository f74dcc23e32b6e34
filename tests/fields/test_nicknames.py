"""Families of names: what one person may go by, and what are two persons' names."""

import csv
from collections import Counter
from importlib.resources import files

import pytest

from mast.fields.nicknames import name_family, same_family, surname_key
from mast.fields.text import fold, listed


def rows(name: str) -> list[list[str]]:
    with (files("mast.fields") / "data" / name).open(encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


@pytest.mark.parametrize(
    "pair",
    sorted(
        listed(
            """WILLIAM/BILL ROBERT/BOB MARGARET/PEGGY ELIZABETH/BETTY MOHAMMED/MUHAMMAD MOHAMMED/MD AISHA/AYESHA
            YUSUF/YOUSAF SIOBHAN/SHIVAUN NIAMH/NEVE SEAN/SHAUN CATHERINE/KATHRYN KATE/KATHERINE MALGORZATA/GOSIA
            KATARZYNA/KASIA PIOTR/PETER ALEKSANDRA/OLA KRZYSZTOF/CHRIS HUSSAIN/HUSSEIN FATIMA/FATEMA
            ZAINAB/ZAYNAB OLUWASEUN/SEUN ADEBAYO/BAYO DAFYDD/DAI ANTHONY/TONY HENRY/HARRY STEPHEN/STEVEN
            GURPREET/GURPRIT KULDEEP/KULDIP MEHMET/MEHMED SHLOMO/SOLOMON GHEORGHE/GEORGE THERESA/TESS
            PATRICIA/TRISH PATRICK/PADDY JAMES/JIM GEOFFREY/JEFF AOIFE/EEFA RHYS/REECE DELROY/DEL JENNIFER/JENNY
            CAITLIN/KATELYN GRAHAM/GRAEME ABDULRAHMAN/ABDIRAHMAN"""
        )
    ),
)
def test_one_person_may_go_by_both(pair: str) -> None:
    one, other = pair.split("/")
    assert same_family(one, other)
    assert same_family(other, one)


@pytest.mark.parametrize(
    "pair",
    sorted(
        listed(
            """SEAN/IAN MAUREEN/MOHAMMED MARY/MARGARET LILY/ELLA JOHN/JAMES HASSAN/HUSSAIN AMINA/AYESHA
            DANIEL/DANIELLE GURPREET/HARPREET SUKHDEEP/SUKHJIT SAJID/SAJJAD NADIA/NAZIA SANDEEP/MANDEEP
            EMILY/AMELIA SARAH/ZARA SAMANTHA/AMANDA XANTHIPPE/XANTHIPPE"""
        )
    ),
)
def test_two_persons_names(pair: str) -> None:
    assert not same_family(*pair.split("/"))


def test_the_tables_are_folded_and_without_repeats() -> None:
    names = [(canonical, variant) for canonical, variant, _kind in rows("nicknames.csv")]
    surnames = [(canonical, variant) for canonical, variant in rows("surnames.csv")]
    for table in (names, surnames):
        assert len(table) == len(set(table))
        assert all(name == fold(name) and name for row in table for name in row)
        assert all(canonical != variant for canonical, variant in table)
    assert {kind for _canonical, _variant, kind in rows("nicknames.csv")} == {"nickname", "spelling"}
    assert len(names) > 400
    assert len({variant for _canonical, variant in surnames}) == len(surnames)
    assert not {canonical for canonical, _variant in surnames} & {variant for _canonical, variant in surnames}


def test_no_name_is_in_more_families_than_a_record_keeps() -> None:
    everyone = {name for row in rows("nicknames.csv") for name in row[:2]}
    assert max(Counter(len(name_family(name)) for name in everyone)) <= 4


def test_a_name_that_nobody_listed_is_in_no_family() -> None:
    assert name_family("XQZV") == frozenset()


@pytest.mark.parametrize(
    "pair",
    sorted(
        listed(
            """CHOWDHURY/CHAUDHRY HUSSAIN/HUSSEIN MACDONALD/MCDONALD MACKENZIE/MCKENZIE KOWALSKI/KOWALSKA
            NOWICKI/NOWICKA IVANOV/IVANOVA SMITH/SMYTHE SHEIKH/SHAIKH BEGUM/BEGAM KAZLAUSKAS/KAZLAUSKIENE
            MACLEOD/MCCLOUD SZYMANSKI/SZYMANSKY AKHTAR/AKHTER THOMPSON/THOMSON"""
        )
    ),
)
def test_spellings_of_one_surname(pair: str) -> None:
    one, other = pair.split("/")
    assert surname_key(one) == surname_key(other)


def test_two_words_of_a_surname_are_one() -> None:
    assert surname_key("MAC DONALD") == surname_key("MCDONALD")
    assert surname_key("O BRIEN") == surname_key("OBRIEN")
    assert surname_key("SMITH JONES") == surname_key("SMITHJONES")


@pytest.mark.parametrize("pair", ["SMITH/JONES", "KHAN/KHANUM", "PATEL/PATERSON", "MACE/MCE", "NOVA/NOV", "ALI/ALAM"])
def test_two_surnames(pair: str) -> None:
    one, other = pair.split("/")
    assert surname_key(one) != surname_key(other)


def test_a_key_is_its_own_key() -> None:
    everyone = {name for row in rows("surnames.csv") for name in row}
    assert all(surname_key(surname_key(name)) == surname_key(name) for name in everyone)

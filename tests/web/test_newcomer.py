"""Somebody who has never seen the pages finds whom to ring, by nothing but what the pages say."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

import pytest

from tests.web.conftest import Browser
from tests.web.reading import Read, Reading

MOST_STEPS = 3
ALIKE = 0.7


@dataclass(frozen=True)
class Newcomer:
    """``who``: as heard on the telephone. ``knows``: that and what brought them here, by the words for it."""

    who: str
    knows: dict[str, str]

    def fills(self, page: Reading, form: Read) -> dict[str, str]:
        """Each field whose label, with the legend around it, is a word for something known."""
        filled = {}
        for control in form.controls:
            label = page.labels.get(control.id, "")
            words = label if not control.group or control.kind == "radio" else f"{control.group}, {label}"
            if control.kind == "radio" and self.knows.get(control.group) == label:
                filled[control.name] = control.value
            elif control.kind == "text" and words in self.knows:
                filled[control.name] = self.knows[words]
        return filled

    def step(self, browser: Browser) -> None:
        """On by the link that looks like whom they look for, else by the form that asks most of what they know."""
        page = Reading(browser.page.text)
        alike = {link: SequenceMatcher(None, in_order(link), in_order(self.who)).ratio() for link in page.links}
        if alike and max(alike.values()) > ALIKE:
            browser.follow(max(alike, key=lambda link: alike[link]))
            return
        form = max(page.forms, key=lambda one: len(self.fills(page, one)))
        browser.submit(form.action, **self.fills(page, form))

    def number(self, browser: Browser) -> str:
        """What stands to ring in the row of the agency that has an open case; "" while no page says so."""
        for row in Reading(browser.page.text).rows:
            if row.get("Open case") == "Yes":
                return " ".join(re.findall(r"0[\d ]{9,}\d", row["Whom to ring"]))
        return ""


def in_order(name: str) -> str:
    return " ".join(sorted(name.lower().split()))


@pytest.mark.parametrize(
    ("name", "born"),
    [
        ("Mariah Thornfeild", ("12", "3", "1984")),
        ("Maria Thornfeld", ("13", "3", "1984")),
        ("maria thornfield", ("3", "12", "1984")),
        ("Thornfield Maria", ("12", "3", "1984")),
    ],
)
def test_from_a_misspelt_name_to_the_leads_number(browser: Browser, name: str, born: tuple[str, str, str]) -> None:
    someone = Newcomer(
        name,
        {
            "Name": name,
            **dict(zip(("Date of birth, Day", "Date of birth, Month", "Date of birth, Year"), born, strict=True)),
            "Purpose": "A call to the duty desk",
            "Case reference": "EX-1",
            "Access token": "practitioner",
        },
    )
    browser.go("/")
    assert not someone.number(browser)
    someone.step(browser)  # signs in
    steps = 0
    while not someone.number(browser):
        steps += 1
        assert steps <= MOST_STEPS, Reading(browser.page.text).heading
        someone.step(browser)
    assert someone.number(browser) == "01632 960020"
    assert Reading(browser.page.text).heading == "Maria Thornfield"

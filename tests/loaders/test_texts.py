"""Texts that are held packed: each is had again as it was, wherever it stands."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from mast.loaders.texts import Texts

TEXT = st.text(st.characters(exclude_characters="\0"), max_size=6)


@settings(deadline=None, max_examples=20)
@given(st.lists(TEXT, min_size=1, max_size=30), st.integers(0, 3_000), st.randoms())
def test_each_is_had_again(some: list[str], many: int, chance: Random) -> None:
    told = (some * (many // len(some) + 1))[:many]
    texts = Texts()
    for text in told:
        texts.add(text)
    assert len(texts) == len(told)
    places = list(range(many))
    chance.shuffle(places)
    assert [texts[place] for place in places] == [told[place] for place in places]


def test_a_lone_surrogate_is_kept() -> None:
    texts = Texts()
    for _ in range(1_001):
        texts.add("a\udc80")
    assert {texts[0], texts[1_000]} == {"a\udc80"}

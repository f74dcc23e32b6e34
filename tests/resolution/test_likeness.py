"""Likeness of typed words: the quick look at their letters never loses a pair that the distances call alike."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, JaroWinkler

from mast.resolution.comparing.likeness import ALIKE, typed_alike
from mast.resolution.words import table_of_words

LETTERS = "ABCDEFGHINORSTU"


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    """Two words of which the second is the first with some letters changed, left out, put in or changed round."""
    word = draw(st.text(LETTERS, min_size=2, max_size=14))
    other = list(word)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(other)))
        what = draw(st.sampled_from(["change", "drop", "add", "swap"]))
        if what == "add":
            other.insert(place, draw(st.sampled_from(LETTERS)))
        elif what == "swap" and place + 1 < len(other):
            other[place], other[place + 1] = other[place + 1], other[place]
        elif place < len(other):
            other[place : place + 1] = [draw(st.sampled_from(LETTERS))] if what == "change" else []
    return word, "".join(other) or "A"


def alike(one: str, other: str) -> bool:
    """The definition, without any short cut."""
    shorter, longer = sorted((len(one), len(other)))
    if shorter < 3 or longer < 4 or longer - shorter > 2:
        return False
    slips = OSA.distance(one, other)
    # A likeness of 0.93 exactly comes out a hair below it in double precision.
    likeness = np.float32(JaroWinkler.similarity(one, other))
    return slips <= 1 or shorter >= 7 and (slips <= 2 or bool(likeness >= np.float32(ALIKE)))


@settings(max_examples=300, deadline=None)
@given(st.lists(pairs(), min_size=1, max_size=8))
@example([("AAAABBBAAAAA", "AAAAAAAAAA")])
def test_words_are_alike_as_the_distances_say(told: list[tuple[str, str]]) -> None:
    words, codes = table_of_words([[one, other] for one, other in told], 2)
    found = typed_alike(words, codes[:, 0], codes[:, 1])
    assert found.tolist() == [alike(one, other) for one, other in told]
    assert np.array_equal(found, typed_alike(words, codes[:, 1], codes[:, 0]))

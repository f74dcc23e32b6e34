"""The line that says a key, however the file is laid out."""

import pytest

from mast.loaders.toml_places import line_of

TEXT = """\
# A comment.
[partner]
code = "x"

[partner.duty_desk]
team = "y"
[columns]
"A B" = "sex"
"C.D" = "ignored"
[dates]
formats = { on = "%d", born_on = [
  "%Y",
] }
zone.name = "UTC"
[touchpoints]
kinds = [
  "one",  # a comment, and a bracket: ]
  "two",
]
kind = '''
one'''
last = 1
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (["partner"], 2),
        (["partner", "code"], 3),
        (["partner", "duty_desk", "team"], 6),
        (["partner", "missing"], 2),
        (["partner", "duty_desk", "missing"], 5),
        (["columns", "A B"], 8),
        (["columns", "C.D"], 9),
        (["dates", "formats", "born_on", "0"], 11),
        (["dates", "zone", "name"], 14),
        (["touchpoints", "kinds"], 16),
        (["touchpoints", "kind"], 20),
        (["touchpoints", "last"], 22),
        (["nowhere", "at all"], 0),
        ([], 0),
    ],
)
def test_the_line_of_a_key(path: list[str], line: int) -> None:
    assert line_of(TEXT, path) == line

"""The page and the PDF stand alone, can be read by a screen reader, and are the same bytes each time."""

import re
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from mast.reports.board import Pack
from mast.reports.drawings import chart, shapes_picture
from mast.reports.pages import as_html
from mast.reports.pdf import PangoMissing, as_pdf, require_pango
from mast.reports.shapes import SHAPES
from mast.reports.tables import Printed
from tests.reports.city import planted_city
from tests.reports.pango import needs_pango
from tests.reports.pdf import searchable, streams
from tests.reports.test_board import pack_of


@pytest.fixture(scope="module")
def pack() -> Pack:
    return pack_of(planted_city())


class Outline(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_page_is_outlined_for_everybody(pack: Pack) -> None:
    page = as_html(pack)
    outline = Outline(page)
    assert outline.named("html") == [{"lang": "en-GB"}]
    assert len(outline.named("h1")) == 1
    assert len(outline.named("title")) >= 1
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels == [1] + [2] * (len(levels) - 1)
    assert len(outline.named("caption")) == len(outline.named("table")) >= 15
    assert {cell.get("scope") for cell in outline.named("th")} == {"col", "row"}
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for svg in outline.named("svg"):
        labels = (svg["aria-labelledby"] or "").split()
        assert svg["role"] == "img"
        assert len(labels) == 2
        assert set(labels) <= set(ids)


def test_the_page_fetches_and_runs_nothing(pack: Pack) -> None:
    page = as_html(pack)
    outline = Outline(page)
    assert {tag for tag, _ in outline.tags} & {"script", "link", "img", "iframe", "object", "form", "input"} == set()
    assert not [name for _, attributes in outline.tags for name in attributes if name.startswith("on") or name == "src"]
    assert all((link["href"] or "").startswith("#") for link in outline.named("a"))
    assert set(re.findall(r"https?://[^\"' )]+", page)) == {"http://www.w3.org/2000/svg"}


def test_every_table_of_the_pack_is_on_the_page(pack: Pack) -> None:
    page = as_html(pack)
    for table in pack.tables:
        assert table.meaning.split(".")[0].replace("'", "&#x27;") in page, table.name
        assert not table.rows or f"<caption>{table.title.replace(chr(39), '&#x27;')}" in page, table.name


def test_what_is_hidden_has_no_bar() -> None:
    table = Printed("t", "T", "", ("known to", "people"), (("one", 100), ("two", "*"), ("three", "c")))
    drawn = chart(table)
    assert "2 of 3 rows have a hidden figure and no bar" in drawn
    assert ">two<" not in drawn
    assert chart(Printed("t", "T", "", ("known to", "people"), (("one", "*"),))) == ""


def test_the_picture_shows_every_shape_and_no_more() -> None:
    picture = ElementTree.fromstring(shapes_picture())
    namespace = "{http://www.w3.org/2000/svg}"
    assert [text.text for text in picture.iter(f"{namespace}text")] == list(SHAPES)
    assert len(list(picture.iter(f"{namespace}line"))) == sum(map(len, SHAPES.values()))


@needs_pango
def test_the_pdf_is_tagged_and_the_same_each_time(pack: Pack) -> None:
    page = as_html(pack)
    written = as_pdf(page, pack.as_of, pack.digest)
    assert written == as_pdf(page, pack.as_of, pack.digest)
    told = written + b"".join(streams(written))
    assert b"/MarkInfo" in told
    assert b"pdfuaid" in told
    assert b"en-GB" in told
    assert b"20261031" in told or b"2026-10-31" in told


@needs_pango
def test_a_search_of_the_pdf_finds_what_stands_in_it(pack: Pack) -> None:
    page = as_html(pack).replace("Police", "Siobhán O'Thornfield-Featherstonehaugh")
    written = as_pdf(page, pack.as_of, pack.digest)
    for text in ("Siobhán O'Thornfield-Featherstonehaugh", "Hospital", pack.digest, "two agencies"):
        # That the bytes alone do not tell is why a search of them proves nothing.
        assert text.encode() not in written
        assert text.encode() in searchable("board.pdf", written), text


def test_without_pango_the_error_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(PangoMissing, match="libpango-1.0-0.*--no-pdf"):
        require_pango()

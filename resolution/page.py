"""Builds one self-contained, accessible HTML page: headings, tables and charts; no script, nothing fetched."""

from collections.abc import Iterable, Sequence
from html import escape

STYLE = """
body { font-family: Arial, Helvetica, sans-serif; color: #0b0c0c; background: #fff; line-height: 1.5;
  max-width: 60rem; margin: 0 auto; padding: 1rem; }
a { color: #1d70b8; } a:focus { outline: 3px solid #fd0; background: #fd0; color: #0b0c0c; }
.skip { position: absolute; left: -999rem; } .skip:focus { position: static; }
h1 { font-size: 2rem; } h2 { margin-top: 2.5rem; border-top: 2px solid #1d70b8; padding-top: .75rem; }
table { border-collapse: collapse; margin: 1rem 0; } caption { text-align: left; font-weight: bold; padding: .25rem 0; }
th, td { border-bottom: 1px solid #b1b4b6; padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 1rem 0; overflow-x: auto; } svg { width: 100%; min-width: 30rem; height: auto; }
.note { border-left: 6px solid #b1b4b6; padding-left: .8rem; }
@media print { .skip, nav { display: none; } h2 { break-after: avoid; } figure, table { break-inside: avoid; } }
"""


class Section:
    """One headed part of a page. ``name`` is its id."""

    def __init__(self, name: str, title: str) -> None:
        self.name, self.title = name, title
        self._parts: list[str] = []

    def say(self, text: str, kind: str = "") -> "Section":
        """A paragraph; ``kind`` "note" sets it off."""
        marked = f' class="{kind}"' if kind else ""
        self._parts.append(f"<p{marked}>{escape(text)}</p>")
        return self

    def draw(self, svg: str) -> "Section":
        """A chart, as ``charts`` gives it."""
        self._parts.append(f"<figure>\n{svg}\n</figure>")
        return self

    def tabulate(self, caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> "Section":
        """A table; each row's first cell names it, the others are figures."""
        head = "".join(f'<th scope="col"{_numeric(place)}>{escape(word)}</th>' for place, word in enumerate(header))
        lines = [f"<table>\n<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>"]
        for first, *others in rows:
            cells = "".join(f'<td class="number">{escape(cell)}</td>' for cell in others)
            lines.append(f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>')
        self._parts.append("\n".join([*lines, "</tbody>\n</table>"]))
        return self

    def html(self) -> str:
        inner = "\n".join(self._parts)
        head = f'<h2 id="{self.name}">{escape(self.title)}</h2>'
        return f'<section aria-labelledby="{self.name}">\n{head}\n{inner}\n</section>'


def page(title: str, lead: Sequence[str], sections: Sequence[Section]) -> str:
    """The whole page. ``lead`` are the paragraphs before the first section. The same input gives the same bytes."""
    listed = "".join(f'<li><a href="#{part.name}">{escape(part.title)}</a></li>' for part in sections)
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en-GB">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            '<a class="skip" href="#main">Skip to the figures</a>',
            f"<header>\n<h1>{escape(title)}</h1>",
            *(f"<p>{escape(text)}</p>" for text in lead),
            "</header>",
            f'<nav aria-label="Contents">\n<ul>{listed}</ul>\n</nav>',
            '<main id="main">',
            *(part.html() for part in sections),
            "</main>",
            "</body>",
            "</html>",
            "",
        )
    )


def _numeric(place: int) -> str:
    return ' class="number"' if place else ""

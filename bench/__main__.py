"""``python -m bench``: the benches, and a short run of each. ``python -m bench linkage --help`` tells of one."""

import sys
from collections.abc import Callable, Sequence

from bench import addresses, hostile, learning, loading, reports, search
from bench.api import command as api
from bench.graph import command as graph
from bench.graph import reading
from bench.linkage import command as linkage
from bench.web import command as web

BENCHES: dict[str, tuple[str, Callable[[Sequence[str]], int], tuple[str, ...]]] = {
    "linkage": (
        "MAST's resolution against Splink on the same data and blocking rules: time, accuracy, memory",
        linkage.main,
        ("--people", "20000", "--splink", "5", "--runs", "1"),
    ),
    "reading": (
        "a person's card against the bare RETURN 1 and one hand-written statement, and after many generations",
        reading.main,
        ("--people", "500", "--cards", "200"),
    ),
    "addresses": ("addresses read right, by MAST and by usaddress alone", addresses.main, ()),
    "loading": (
        "rows a second from file to accepted row, on one core, by format, and the most memory held",
        loading.main,
        ("--people", "6000"),
    ),
    "graph": (
        "the graph store: full build, memory, cards, first load, reload, a day's delivery, and the raw ceiling",
        graph.main,
        ("--people", "4000"),
    ),
    "api": (
        "cards through MAST's API beside @neo4j/graphql 7 on the same Neo4j, 20 clients, with and without audit",
        api.main,
        ("--people", "1500", "--cards", "500", "--turns", "1"),
    ),
    "web": (
        "a card's page in a browser beside the same bytes served as a file, and how heavy the pages are",
        web.main,
        ("--people", "1500", "--cards", "50"),
    ),
    "hostile": (
        "hostile GraphQL requests: all refused, at what cost, and what other clients notice",
        hostile.main,
        ("--cards", "300", "--turns", "1"),
    ),
    "reports": (
        "the board's pack and the analysts' copy beside the resolve of the same run",
        reports.main,
        ("--people", "2000"),
    ),
    "search": (
        "whether a search finds the person meant, from a name misspelt, cut short or dated wrong",
        search.main,
        ("--people", "1500", "--queries", "300"),
    ),
    "learning": ("ways of learning without labels, on extracts whose truth is known", learning.main, ()),
}


def main(arguments: Sequence[str]) -> int:
    if not arguments:
        for name, (about, _, short) in BENCHES.items():
            sys.stderr.write(f"python -m bench {name}  {about}. Now a short run: {' '.join(short)}\n")
        return max(run(short) for _, run, short in BENCHES.values())
    if arguments[0] not in BENCHES:
        sys.stderr.write(f"There is no bench {arguments[0]!r}. There is: {', '.join(BENCHES)}.\n")
        return 2
    return BENCHES[arguments[0]][1](arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""``python -m bench``: the benches, and a short run of each. ``python -m bench linkage --help`` tells of one."""

import sys
from collections.abc import Callable, Sequence

from bench import learning
from bench.linkage import command as linkage

BENCHES: dict[str, tuple[str, Callable[[Sequence[str]], int], tuple[str, ...]]] = {
    "linkage": (
        "MAST's resolution against Splink on the same data and blocking rules: time, accuracy, memory",
        linkage.main,
        ("--people", "20000", "--splink", "5", "--runs", "1"),
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

"""MAST, the Multi-Agency Safeguarding Tracker.

The rooms are top-level folders; this package holds a link to each of them, so that code imports ``mast.graph`` and the
folder ``graphql/`` never hides the library of that name.
"""

from pathlib import Path

_here = Path(__file__).parent
_broken = [name for name in ("core", "graph", "cypher") if (_here / name).exists() and not (_here / name).is_dir()]
if _broken:
    raise ImportError(
        f"mast/{_broken[0]} is a plain file where a link to the folder {_broken[0]}/ should be: "
        "check the project out again with symbolic links switched on (git config core.symlinks true; on Windows use WSL)."
    )

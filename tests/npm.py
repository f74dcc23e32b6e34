"""What others publish on npm, test data and tools: fetched when wanted, by lockfiles of hashes, and never committed."""

import fcntl
import json
import shutil
import subprocess
from pathlib import Path

DATA = Path(__file__).parent / "data" / "npm"
CLIENT = Path(__file__).parent / "client"
"""What a front-end team would install, for the example of docs/api.md."""
_INSTALLED = "node_modules/.package-lock.json"  # npm writes it last


def missing() -> str:
    """Why the packages cannot be had on this machine, or an empty text. Fetches them where they are absent."""
    return next(filter(None, map(fetched, (DATA, CLIENT))), "")


def package(name: str) -> Path:
    """The folder of a package of test data; only where nothing is ``missing``."""
    return DATA / "node_modules" / name


def _is_complete(folder: Path) -> bool:
    """Whether all that the folder names is there: more may be named since it was fetched."""
    wanted = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    names = [*wanted.get("dependencies", {}), *wanted.get("devDependencies", {})]
    return (folder / _INSTALLED).exists() and all((folder / "node_modules" / name).is_dir() for name in names)


def fetched(folder: Path) -> str:
    """Why what a folder's lockfile names cannot be had, or an empty text; then it is there."""
    npm = shutil.which("npm")
    with (folder / "package-lock.json").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several workers one fetches, and the others find it done
        if _is_complete(folder):
            return ""
        if npm is None:
            return "npm was not found"
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=240)
        except subprocess.TimeoutExpired:
            return "npm took over four minutes to fetch the packages"
        return "" if done.returncode == 0 else "npm could not fetch the packages"

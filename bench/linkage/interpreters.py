"""Makes a virtual environment from a hash-pinned lock, once, and says where its interpreter is."""

import shutil
import subprocess
import sys
import venv
from hashlib import sha256
from pathlib import Path

LOCKS = Path(__file__).parent / "environments"


def interpreter(name: str, folder: Path) -> Path:
    """The python of environment ``name`` (splink5, splink4, febrl) under ``folder``, made anew when its lock changed.

    Packages come from whatever index pip is set up for. Raises ``subprocess.CalledProcessError`` when pip fails.
    """
    lock = LOCKS / f"{name}.lock"
    home = folder.resolve() / "environments" / name
    stamp, python = home / "lock.sha256", home / "bin" / "python"
    digest = sha256(lock.read_bytes()).hexdigest()
    if not (stamp.is_file() and stamp.read_text(encoding="utf-8") == digest):
        sys.stderr.write(f"Making the environment {name} ...\n")
        shutil.rmtree(home, ignore_errors=True)
        venv.create(home, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "-r", str(lock)], check=True)
        stamp.write_text(digest, encoding="utf-8")
    return python

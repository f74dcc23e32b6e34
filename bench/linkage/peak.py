"""Says how much memory this process has held at most. Standard library only: Splink's environments run it too."""

import resource
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_bytes() -> int:
    """The highest resident set of this program.

    On Linux from VmHWM: ``ru_maxrss`` outlives exec, so a child would report the size of the process that started it.
    """
    if STATUS.exists():
        for line in STATUS.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

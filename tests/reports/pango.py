"""Whether this machine can make a PDF: Pango is a library of the system, which a newcomer's machine may not have."""

import pytest

from mast.reports.pdf import PangoMissing, require_pango


def _is_there() -> bool:
    try:
        require_pango()
    except PangoMissing:
        return False
    return True


HAS_PANGO = _is_there()
needs_pango = pytest.mark.skipif(not HAS_PANGO, reason="Pango is not installed")

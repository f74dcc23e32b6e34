"""Builders of files that mean harm, or look as if they did."""

import gzip
import io
import stat
import zipfile
from collections.abc import Mapping


def bomb(megabytes: int) -> bytes:
    """Gzip of that many megabytes of the letter a."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9) as out:
        for _ in range(megabytes):
            out.write(b"a" * 1024**2)
    return packed.getvalue()


def zipped(members: Mapping[str, bytes], mode: int = stat.S_IFREG | 0o644, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Zip of the members, each with the Unix mode given."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how) as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name)
            member.external_attr = mode << 16
            member.compress_type = how
            archive.writestr(member, content)
    return packed.getvalue()


def zip_bomb(megabytes: int) -> bytes:
    return zipped({"a.csv": b"a" * (megabytes * 1024**2)})


def ods(rows: str, title: str = "Sheet1", more: str = "") -> bytes:
    """An OpenDocument spreadsheet with those table rows, and ``more`` behind its table."""
    names = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text")
    )
    body = f'<table:table table:name="{title}">{rows}</table:table>{more}'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names} xmlns:calcext="urn:calc">'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def ods_row(*texts: str, repeated: int = 1) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'

"""Small PDFs for tests, written by hand: lines of text on pages, pictures alone, and what no honest program writes."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping, Sequence


def pdf(
    pages: Sequence[Sequence[str]],
    *,
    properties: Mapping[str, str] | None = None,
    columns: Sequence[tuple[Sequence[str], Sequence[str]]] | None = None,
) -> bytes:
    """A PDF with these lines on each page, or with two columns on each."""
    if columns is not None:
        contents = [_lines(left, 40) + _lines(right, 320) for left, right in columns]
    else:
        contents = [_lines(lines, 40) for lines in pages]
    return with_streams([_stream(content) for content in contents], properties)


def _lines(lines: Sequence[str], x: int) -> bytes:
    shown = b"".join(
        b"("
        + line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        + b") Tj T*\n"
        for line in lines
    )
    return f"BT /F1 10 Tf 14 TL {x} 780 Td\n".encode() + shown + b"ET\n"


def _stream(content: bytes, head: str = "") -> bytes:
    return f"<< /Length {len(content)} {head} >>\nstream\n".encode() + content + b"\nendstream"


def with_streams(streams: Sequence[bytes], properties: Mapping[str, str] | None = None) -> bytes:
    """A PDF whose pages have these content streams."""
    first = 5
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(streams)))
    info = "".join(f"/{name} ({value}) " for name, value in (properties or {}).items())
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info}>>".encode(),
    ]
    for number, stream in enumerate(streams):
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * number + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects += [page.encode(), stream]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    table = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{place:010d} 00000 n \n".encode() for place in places))
    out.write(
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    )
    return out.getvalue()


def picture() -> bytes:
    """A page that is drawn, without text."""
    return with_streams([_stream(b"0 0 1 rg 40 40 200 200 re f\n")])


def bomb(size: int, depth: int = 2) -> bytes:
    """A page whose content is packed several times over and unpacks to `size` bytes."""
    content = b"0 0 1 rg " * (size // 9)
    for _ in range(depth):
        content = zlib.compress(content, 9)
    filters = " ".join(["/FlateDecode"] * depth)
    return with_streams([_stream(content, f"/Filter [{filters}]")])


def busy(operators: int) -> bytes:
    """A page that keeps its reader busy: small when packed."""
    content = zlib.compress(b"BT /F1 10 Tf 1 0 0 1 0 0 Tm (a) Tj ET\n" * operators, 9)
    return with_streams([_stream(content, "/Filter /FlateDecode")])


def locked(data: bytes, password: str) -> bytes:
    """The same PDF, encrypted."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()

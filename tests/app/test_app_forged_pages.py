"""Pages taken away, swapped, covered or made to do things: whoever has signed them, none pass."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from packet_remaking import PDF, Judge, Members
from pikepdf import Array, Dictionary, Name

Edit = Callable[[pikepdf.Pdf], None]


def edited(members: Members, edit: Edit) -> Members:
    with pikepdf.open(io.BytesIO(members[PDF])) as pdf:
        edit(pdf)
        changed = io.BytesIO()
        pdf.save(changed)
    return members | {PDF: changed.getvalue()}


def without_page(place: int) -> Edit:
    def remove(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[place]

    return remove


def only_cover(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1:]


def swapped(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[3]
    del pdf.pages[3]
    pdf.pages.insert(5, page)


def blanked(pdf: pikepdf.Pdf) -> None:
    pdf.pages[4].Contents = pdf.make_stream(b"")


def drawing(content: bytes) -> Edit:
    return lambda pdf: pdf.pages[4].contents_add(content)


def with_entry(key: str, value: Any) -> Edit:
    return lambda pdf: pdf.Root.__setitem__(key, value)


def on_page(key: str, value: Any) -> Edit:
    return lambda pdf: pdf.pages[4].obj.__setitem__(key, value)


def enclosing(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["x.exe"] = b"MZ"


def nested_drawings(pdf: pikepdf.Pdf) -> None:
    """Thirty drawings, each made of ten of the next: a reader would never come to an end."""
    inner: Any = None
    for _ in range(30):
        stream = pdf.make_stream(b"/X Do " * 10 if inner else b"0 0 1 1 re f")
        stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
        if inner:
            stream.Resources = Dictionary(XObject=Dictionary(X=inner))
        inner = stream
    pdf.pages[4].Resources.XObject["/X"] = inner
    pdf.pages[4].contents_add(b"/X Do")


NOTE = Dictionary(
    Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([100, 100, 300, 300]), Contents="9860"
)


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        (without_page(0), "页脚"),
        (without_page(6), "页脚"),
        (without_page(-1), "页脚"),
        (only_cover, "页脚"),
        (swapped, "页脚"),
        (blanked, "页脚"),
        (lambda pdf: pdf.add_blank_page(), "空白页"),
        (lambda pdf: pdf.pages.append(pdf.pages[4]), "页脚"),
        (drawing(b"q 1 1 1 rg 40 300 520 300 re f Q"), "白色"),
        (drawing(b"q .97 .97 1 rg\n40 300 520 300 re f Q"), "白色"),
        (drawing(b"q 1 g 40 300 520 300 re f Q"), "以外"),
        (drawing(b"BT 3 Tr ET"), "以外"),
        (on_page("/Rotate", 180), "转动"),
        (on_page("/CropBox", Array([0, 0, 300, 300])), "裁切"),
        (on_page("/Annots", Array([NOTE])), "批注"),
        (with_entry("/OpenAction", Dictionary(S=Name.JavaScript, JS="app.alert(1)")), "动作"),
        (with_entry("/OCProperties", Dictionary(OCGs=Array([]))), "图层"),
        (enclosing, "内嵌文件"),
        (nested_drawings, "套叠"),
    ],
)
def test_pages_that_the_program_did_not_make_are_refused(
    judge: Judge, unsigned: Members, edit: Edit, named: str
) -> None:
    found = judge(edited(unsigned, edit))
    assert found.verdict == "invalid"
    assert any("packet.pdf" in reason and named in reason for reason in found.reasons)


def test_a_pdf_that_was_only_saved_again_has_the_same_pages(
    judge: Judge, unsigned: Members
) -> None:
    found = judge(edited(unsigned, lambda _: None))
    assert not any("packet.pdf" in reason for reason in found.reasons)


def test_a_page_of_another_version_is_noticed(
    judge: Judge, unsigned: Members, signed: Members
) -> None:
    def take(pdf: pikepdf.Pdf) -> None:
        pdf.pages[4].Contents = pdf.make_stream(
            pdf.pages[4].Contents.read_bytes().replace(b"v1", b"v2")
        )

    changed = edited(unsigned, take)
    assert changed[PDF] != signed[PDF]
    assert judge(changed).verdict == "invalid"


def test_a_page_that_unpacks_to_a_gigabyte_is_refused_without_unpacking(
    judge: Judge, unsigned: Members
) -> None:
    import zlib

    def bomb(pdf: pikepdf.Pdf) -> None:
        stream = pdf.make_stream(b"")
        engine = zlib.compressobj(9)
        blank = b" " * (1 << 20)
        packed = b"".join(engine.compress(blank) for _ in range(300)) + engine.flush()
        stream.write(packed, filter=Name.FlateDecode)
        pdf.pages[4].Contents = stream

    found = judge(edited(unsigned, bomb))
    assert any("大得不合理" in reason or "多得不合理" in reason for reason in found.reasons)

"""What a PDF carries or does besides its pages is told, with the pages where it can be."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pdf_samples import write_pdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageDraw

from egov_desktop.documents.inspector import Inspection, inspect
from egov_desktop.domain.attachment_surroundings import Surroundings

SCRIPT = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def made(tmp_path: Path, change: Callable[[Pdf], Any], **options: Any) -> Path:
    """Write a PDF of three pages with something added."""
    path = tmp_path / "made.pdf"
    with pikepdf.open(write_pdf(tmp_path / "plain.pdf", [["正文内容"]] * 3)) as pdf:
        change(pdf)
        pdf.save(path, **options)
    return path


def look(path: Path, around: Surroundings | None = None) -> Inspection:
    return inspect(path, path.name, around or Surroundings())


def told(found: Inspection, kind: str) -> str:
    return " ".join(f.sentence for f in found.findings if f.kind == kind)


def annotated(page: int, **entries: Any) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        annotation = Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **entries)
        pdf.pages[page].Annots = Array([pdf.make_indirect(annotation)])

    return change


def test_a_script_that_runs_by_itself(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        pdf.Root.OpenAction = SCRIPT

    found = look(made(tmp_path, change))
    assert "JavaScript" in told(found, "scripts")
    assert "打开时自动执行" in told(found, "scripts")


def test_opening_at_a_page_is_nothing_to_tell(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))

    assert look(made(tmp_path, change)).flaws == ()


@pytest.mark.parametrize(
    ("action", "kind", "word"),
    [
        (SCRIPT, "scripts", "JavaScript"),
        (Dictionary(S=Name.Launch, F="cmd.exe"), "scripts", "启动其他程序"),
        (Dictionary(S=Name.SubmitForm, F="http://x"), "scripts", "提交数据"),
        (Dictionary(S=Name.URI, URI="http://x"), "links", "1 处网址"),
        (Dictionary(S=Name.Rendition), "rich_media", "音频或视频"),
    ],
)
def test_actions_of_a_link_name_the_page(
    action: Dictionary, kind: str, word: str, tmp_path: Path
) -> None:
    found = look(made(tmp_path, annotated(1, Subtype=Name.Link, A=action)))
    assert found.flaws == (kind,)
    assert word in told(found, kind)
    assert "第 2 页" in told(found, kind)


def test_actions_hidden_in_object_streams_are_found(tmp_path: Path) -> None:
    path = made(
        tmp_path,
        annotated(2, Subtype=Name.Link, AA=Dictionary(E=SCRIPT)),
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    assert b"JavaScript" not in path.read_bytes()
    assert "第 3 页" in told(look(path), "scripts")


def test_embedded_files_are_named(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        for number in range(4):
            pdf.attachments[f"账目{number}.xlsx"] = b"secret"

    sentence = told(look(made(tmp_path, change)), "embedded_files")
    assert "4 个文件" in sentence
    assert "账目0.xlsx" in sentence


def test_dynamic_forms_and_rich_media(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"))
        annotated(0, Subtype=Name.RichMedia)(pdf)

    found = look(made(tmp_path, change))
    assert set(found.flaws) == {"dynamic_form", "rich_media"}
    assert "XFA" in told(found, "dynamic_form")


def test_a_date_after_today_and_one_before_the_period(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        pdf.docinfo["/CreationDate"] = "D:20230512080000+08'00'"
        pdf.docinfo["/ModDate"] = "D:20230513"

    path = made(tmp_path, change)
    early, late = Surroundings(today=date(2022, 1, 1)), Surroundings(not_before=date(2026, 1, 1))
    assert "2023年5月13日" in told(look(path, early), "dates")
    assert "早于报告期" in told(look(path, late), "dates")
    assert look(path, Surroundings(date(2024, 1, 1), date(2023, 1, 1))).flaws == ()


@pytest.mark.parametrize("value", ["D:99999999", "yesterday", "D:", "D:20230231"])
def test_a_date_that_is_none_is_passed_over(value: str, tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        pdf.docinfo["/CreationDate"] = value

    assert look(made(tmp_path, change), Surroundings(today=date(2022, 1, 1))).flaws == ()


def test_another_project_is_named_with_its_pages(tmp_path: Path) -> None:
    pages = [["本项目为政务云平台建设项目"], ["智慧城管指挥平台项目的做法"], ["结束"]]
    path = write_pdf(tmp_path / "a.pdf", pages)
    around = Surroundings(
        own_names=("政务云平台建设项目",), other_names=("智慧城管指挥平台项目", "政务云平台")
    )
    (found,) = look(path, around).findings
    assert found.kind == "other_project"
    assert "智慧城管指挥平台项目" in found.sentence
    assert "第 2 页" in found.sentence


def test_a_scanned_blank_sheet_is_blank_and_a_written_one_is_not(tmp_path: Path) -> None:
    blank = Image.new("L", (600, 800), 250)
    written = blank.copy()
    ImageDraw.Draw(written).rectangle((100, 100, 400, 130), fill=0)
    written.save(tmp_path / "scan.pdf", save_all=True, append_images=[blank])
    found = look(tmp_path / "scan.pdf")
    assert "第 2 页是空白页" in told(found, "blank_pages")
    assert told(found, "scanned")


def test_a_page_of_unusual_size_is_told(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        pdf.pages[1].MediaBox = Array([0, 0, 20000, 500])

    assert "第 2 页" in told(look(made(tmp_path, change)), "oversized")


def test_a_wrong_table_of_offsets_is_mended_and_told_only(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["正文"]])
    content = path.read_bytes()
    at = content.rindex(b"startxref")
    path.write_bytes(content[:at] + b"startxref\n7\n%%EOF\n")
    assert look(path).flaws == ("repaired",)


def test_a_linearized_file_that_was_added_to_is_sound(tmp_path: Path) -> None:
    path = made(tmp_path, lambda pdf: None, linearize=True)
    content = path.read_bytes()
    start = content[content.rindex(b"startxref") + 9 :].split()[0].decode()
    trailer = f"xref\n0 0\ntrailer\n<< /Size 99 /Root 1 0 R /Prev {start} >>\n"
    with pikepdf.open(path) as pdf:
        root = pdf.Root.objgen[0]
        size = int(pdf.trailer.Size)
    trailer = trailer.replace("/Size 99", f"/Size {size}").replace("/Root 1 0", f"/Root {root} 0")
    path.write_bytes(content + f"{trailer}startxref\n{len(content)}\n%%EOF\n".encode())
    assert look(path).flaws == ()


def test_content_that_cannot_be_decoded_is_damage(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        broken = pikepdf.Stream(pdf, b"no picture", Type=Name.XObject, Subtype=Name.Image)
        broken.Width = broken.Height = broken.BitsPerComponent = 8
        broken.ColorSpace, broken.Filter = Name.DeviceGray, Name.DCTDecode
        pdf.pages[0].Resources.XObject = Dictionary(I=broken)

    path = made(tmp_path, change, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert look(path).flaws == ("damaged",)


def test_attachments_under_a_password_of_their_own(tmp_path: Path) -> None:
    """The pages open without a password, the crypt filter keeps the embedded files locked."""
    path = tmp_path / "a.pdf"
    path.write_bytes(
        write_pdf(tmp_path / "plain.pdf", [["x"]])
        .read_bytes()
        .replace(
            b"trailer\n<<",
            b"trailer\n<< /Encrypt << /Filter /Standard /V 4 /R 4 /Length 128 /P -4"
            b" /CF << /StdCF << /AuthEvent /EFOpen /CFM /AESV2 /Length 16 >> >>"
            b" /StmF /Identity /StrF /Identity /EFF /StdCF"
            b" /O <" + b"00" * 32 + b"> /U <" + b"00" * 32 + b"> >>",
        )
    )
    assert "encrypted" in look(path).flaws

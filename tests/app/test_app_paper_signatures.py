"""The way without a key: scans become a later edition, what is no scan is refused in words."""

import hashlib
import resource
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from app_samples import clock, small_pdf
from packet_remaking import TAGS, Members, listed, members_of, zipped
from PIL import Image, ImageDraw

from egov_desktop.app import paper_signatures, submissions
from egov_desktop.app.editions import record_edition
from egov_desktop.app.packet_copies import copy_to_medium
from egov_desktop.app.signing_choices import Signing
from egov_desktop.app.verification import Verification, verify
from egov_desktop.app.verification_json import verification_document
from egov_desktop.app.verification_words import summary_text
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import EgovError, InvalidInputError, StorageError
from egov_desktop.storage import audit
from egov_desktop.storage.editions import editions_of

FILING, PAPER = "needs_analysis", "paper-signature.pdf"


def photo(path: Path, text: str = "signed, sealed", kind: str = "JPEG") -> Path:
    """Write a picture of a page with a seal."""
    page = Image.new("RGB", (620, 877), "white")
    draw = ImageDraw.Draw(page)
    draw.ellipse((360, 600, 520, 760), outline=(200, 20, 20), width=8)
    draw.text((80, 120), text, fill="black")
    page.save(path, kind, quality=85)
    return path


def made_from(packet: Path, scans: list[Path], out: Path) -> Path:
    return paper_signatures.add_scans(packet, scans, out, clock()).path


def test_the_content_stays_and_the_scan_is_told_of_without_being_judged(
    packets: dict[str, Path], tmp_path: Path
) -> None:
    packet, out = packets["unsigned"], tmp_path / "new.zip"
    before = packet.read_bytes()
    scans = [photo(tmp_path / "盖章 页.jpg"), photo(tmp_path / "2.png", "2", "PNG")]
    scans.append(small_pdf(tmp_path / "3.pdf"))
    steps: list[tuple[str, int, int]] = []
    edition = paper_signatures.add_scans(
        packet, scans, out, clock(), lambda *step: steps.append(step)
    )
    assert packet.read_bytes() == before
    assert edition.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert edition.of_sha256 == hashlib.sha256(before).hexdigest()
    assert ("2.png", 1, 3) in steps
    old, new = members_of(packet), members_of(out)
    assert {name for name in new if new[name] != old.get(name)} == {PAPER, "tagmanifest-sha256.txt"}
    found = verify(out, now=clock())
    assert found.verdict == "reserved"
    assert found.code == verify(packet, now=clock()).code
    assert found.paper is not None
    assert found.paper.pages == 3
    (note,) = [note for note in found.notes if "扫描件" in note]
    assert "3 页" in note
    assert "不是电子签名" in note
    assert "由人与纸质原件核对" in note
    document = verification_document(found)
    assert document["paper"] == {
        "file": PAPER,
        "pages": 3,
        "size": len(new[PAPER]),
        "sha256": hashlib.sha256(new[PAPER]).hexdigest(),
    }
    assert "签章扫描件：paper-signature.pdf，3 页" in summary_text(document)
    assert verification_document(verify(packet, now=clock()))["paper"] is None


def test_pictures_are_not_encoded_anew(packets: dict[str, Path], tmp_path: Path) -> None:
    scans = [photo(tmp_path / f"{name}.jpg", name) for name in ("first", "second")]
    scans.insert(1, small_pdf(tmp_path / "text.pdf", "between"))
    out = made_from(packets["unsigned"], scans, tmp_path / "new.zip")
    scan = tmp_path / PAPER
    scan.write_bytes(members_of(out)[PAPER])
    subprocess.run(["pdfimages", "-j", str(scan), str(tmp_path / "taken")], check=True)
    for number, place in ((0, 0), (1, 2)):
        assert (tmp_path / f"taken-00{number}.jpg").read_bytes() == scans[place].read_bytes()
    text = subprocess.run(["pdftotext", str(scan), "-"], check=True, capture_output=True).stdout
    assert text.split(b"\f")[1].strip() == b"between"
    subprocess.run(["qpdf", "--check", str(scan)], check=True, capture_output=True)


def test_a_scan_whose_printing_is_restricted_is_taken(
    packets: dict[str, Path], tmp_path: Path
) -> None:
    scan = tmp_path / "restricted.pdf"
    with pikepdf.open(small_pdf(tmp_path / "plain.pdf")) as pdf:
        pdf.save(scan, encryption=pikepdf.Encryption(owner="secret"))
    out = made_from(packets["unsigned"], [scan], tmp_path / "new.zip")
    found = verify(out, now=clock()).paper
    assert found is not None
    assert found.pages == 1


def test_a_packet_of_this_place_is_recorded_with_its_edition(
    sample_ws: Workspace, sample: str, tmp_path: Path
) -> None:
    made = submissions.submit(sample_ws, sample, FILING, tmp_path / "out", Signing())
    target = paper_signatures.scan_edition_path(made.packet)
    assert target == made.packet.with_name(f"{made.packet.stem}-scanned.zip")
    edition = paper_signatures.add_scans(made.packet, [photo(tmp_path / "a.jpg")], target, clock())
    assert record_edition(sample_ws, edition)
    ((_, level, sha256, path),) = editions_of(sample_ws.store, sample, FILING, 1)
    assert "未作电子签名" in level
    assert "扫描件 1 页" in level
    assert (sha256, path) == (edition.sha256, str(target.absolute()))
    assert audit.history(sample_ws.store, sample, 1)[0].change.action == "packet_edition_made"
    again = paper_signatures.scan_edition_path(made.packet)
    assert again.name == f"{made.packet.stem}-scanned-2.zip"
    assert paper_signatures.is_unsigned(sample_ws, sample, FILING, 1)
    assert not paper_signatures.is_unsigned(sample_ws, sample, FILING, 7)


def test_a_signed_version_is_known_as_such(
    sample_ws: Workspace, sample: str, certificate: tuple[Signing, Path], tmp_path: Path
) -> None:
    submissions.submit(sample_ws, sample, FILING, tmp_path / "out", certificate[0])
    assert not paper_signatures.is_unsigned(sample_ws, sample, FILING, 1)


def text_called_pdf(path: Path) -> None:
    path.write_text("已签字盖章")


def empty(path: Path) -> None:
    path.touch()


def locked(path: Path) -> None:
    with pikepdf.open(small_pdf(path.with_name("plain.pdf"))) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="secret", owner="secret"))


def cut_short(path: Path) -> None:
    content = photo(path.with_name("whole.jpg")).read_bytes()
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n" + content[:500])


def with_script(path: Path) -> None:
    with pikepdf.open(small_pdf(path.with_name("plain.pdf"))) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.save(path)


def without_pages(path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.save(path)


def nothing_but_white(path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.add_blank_page()
        pdf.save(path)


def too_many(path: Path) -> None:
    with pikepdf.open(small_pdf(path.with_name("plain.pdf"))) as pdf:
        for _ in range(200):
            pdf.pages.append(pdf.pages[0])
        pdf.save(path)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (text_called_pdf, "纯文本"),
        (empty, "空文件"),
        (locked, "密码"),
        (cut_short, "损坏"),
        (with_script, "脚本"),
        (without_pages, "损坏"),
        (nothing_but_white, "全是空白页"),
        (too_many, "超过 200 页"),
        (lambda path: None, "找不到"),
    ],
)
def test_what_is_no_scan_is_refused_with_the_reason(
    make: Callable[[Path], None], word: str, packets: dict[str, Path], tmp_path: Path
) -> None:
    scan, target = tmp_path / "scan.pdf", tmp_path / "new.zip"
    make(scan)
    with pytest.raises(EgovError, match=word):
        made_from(packets["unsigned"], [scan], target)
    assert not target.exists()


def test_one_bad_scan_among_good_ones_stops_all(packets: dict[str, Path], tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    locked(bad)
    scans = [photo(tmp_path / "a.jpg"), bad]
    with pytest.raises(InvalidInputError, match=r"bad\.pdf"):
        made_from(packets["unsigned"], scans, tmp_path / "new.zip")
    with pytest.raises(InvalidInputError, match="选了两次"):
        made_from(packets["unsigned"], scans[:1] * 2, tmp_path / "new.zip")
    with pytest.raises(InvalidInputError, match="没有选择"):
        made_from(packets["unsigned"], [], tmp_path / "new.zip")
    assert not (tmp_path / "new.zip").exists()


def test_a_file_beyond_all_reason_is_not_even_opened(
    packets: dict[str, Path], tmp_path: Path
) -> None:
    huge = tmp_path / "huge.pdf"
    with huge.open("wb") as stream:
        stream.truncate(300 << 20)
    with pytest.raises(InvalidInputError, match="300 MB"):
        made_from(packets["unsigned"], [huge], tmp_path / "new.zip")


def test_signed_damaged_and_scanned_packets_get_no_scan(
    packets: dict[str, Path], tmp_path: Path
) -> None:
    scans, target = [photo(tmp_path / "a.jpg")], tmp_path / "new.zip"
    with pytest.raises(InvalidInputError, match="有电子签名"):
        made_from(packets["signed"], scans, target)
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(packets["unsigned"].read_bytes()[:-1])
    with pytest.raises(InvalidInputError, match="核对未通过"):
        made_from(damaged, scans, target)
    with pytest.raises(InvalidInputError, match="压缩包"):
        made_from(packets["unsigned"], [packets["unsigned"]], target)
    scanned = made_from(packets["unsigned"], scans, tmp_path / "scanned.zip")
    with pytest.raises(InvalidInputError, match="已附有"):
        made_from(scanned, scans, target)
    assert not target.exists()


def test_nothing_is_written_over_and_a_full_disk_is_told(
    packets: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scans = [photo(tmp_path / "a.jpg")]
    before = packets["unsigned"].read_bytes()
    with pytest.raises(StorageError, match="已经存在"):
        made_from(packets["unsigned"], scans, packets["unsigned"])
    assert packets["unsigned"].read_bytes() == before
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="无法写入"):
        made_from(packets["unsigned"], scans, tmp_path / "file" / "new.zip")
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    target = tmp_path / "full" / "new.zip"
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before), kept[1]))
    try:
        with pytest.raises(StorageError, match="无法写入"):
            made_from(packets["unsigned"], scans, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    assert list(target.parent.iterdir()) == []


def forged(members: Members, scan: bytes, packet: Path, tmp_path: Path) -> Verification:
    """Put a scan into a packet without the program, with tag manifests that fit."""
    made = {name: data for name, data in members.items() if not name.startswith("tagmanifest-")}
    made[PAPER] = scan
    made["tagmanifest-sha256.txt"] = listed(made, (*TAGS, PAPER))
    target = tmp_path / packet.name
    target.write_bytes(zipped(target.stem, made))
    return verify(target, now=clock())


def test_a_scan_in_the_place_of_a_signature_is_refused(
    packets: dict[str, Path], signed: Members, tmp_path: Path
) -> None:
    scan = photo(tmp_path / "a.pdf", kind="PDF").read_bytes()
    found = forged(signed, scan, packets["signed"], tmp_path)
    assert found.verdict == "invalid"
    assert any("清单签名" in reason for reason in found.reasons)
    assert any("出现了签章扫描件" in reason for reason in found.reasons)


def page_tree(*objects: bytes) -> bytes:
    """Return a PDF with a page tree (object 2) of one's own making."""
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    body = b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (number, content)
        for number, content in enumerate((catalog, *objects), start=1)
    )
    return b"%PDF-1.7\n" + body + b"trailer <</Root 1 0 R>>\n%%EOF\n"


LOOP = page_tree(b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")
FOLDED = page_tree(
    *(
        b"<</Type/Pages/Count 1000000/Kids[%s]>>" % (b"%d 0 R " % (number + 1) * 10)
        for number in range(2, 12)
    ),
    b"<</Type/Page/MediaBox[0 0 9 9]>>",
)


@pytest.mark.parametrize("scan", [b"", b"signed", b"%PDF-1.7\n%%EOF\n", LOOP, FOLDED])
def test_a_scan_that_does_not_open_is_refused(
    scan: bytes, packets: dict[str, Path], unsigned: Members, tmp_path: Path
) -> None:
    found = forged(unsigned, scan, packets["unsigned"], tmp_path)
    assert found.verdict == "invalid"
    assert any(PAPER in reason for reason in found.reasons)
    assert found.paper is None


def test_one_put_in_by_hand_is_judged_like_ours(
    packets: dict[str, Path], unsigned: Members, tmp_path: Path
) -> None:
    scan = photo(tmp_path / "a.pdf", kind="PDF").read_bytes()
    found = forged(unsigned, scan, packets["unsigned"], tmp_path)
    assert (found.verdict, found.reasons) == ("reserved", ())
    assert found.paper is not None


def test_the_receiver_is_told_of_the_scan_on_the_medium(
    packets: dict[str, Path], tmp_path: Path
) -> None:
    packet = made_from(packets["unsigned"], [photo(tmp_path / "a.jpg")], tmp_path / "new.zip")
    (tmp_path / "stick").mkdir()
    copy = copy_to_medium(packet, tmp_path / "stick")
    notes = (copy.parent / f"{copy.stem}-核对说明.txt").read_text("utf-8-sig")
    assert PAPER in notes
    assert "没有电子签名" in notes

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from signing_pki import NOW, Pki

from egov_desktop.domain.errors import InvalidInputError, SigningError, StorageError
from egov_desktop.signing.pdf import SignerStep, sign_pdf
from egov_desktop.signing.seal import Seal
from egov_desktop.signing.validation import validate_pdf


def _sign(source: Path, target: Path, pki: Pki, seal: Seal | None = None) -> Path:
    step = SignerStep(pki.credential, "", "报送", seal)
    sign_pdf(source, target, [step], NOW, location="成都")
    return target


@pytest.fixture(scope="module")
def seal_image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seal") / "seal.png"
    Image.new("RGBA", (60, 30), (255, 0, 0, 255)).save(path)
    return path


def test_judges_are_content(
    tmp_path: Path, plain_pdf: Path, pki: Pki, run: Callable[..., str]
) -> None:
    signed = _sign(plain_pdf, tmp_path / "signed.pdf", pki)
    said = run("pdfsig", signed)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "Certificate Common Name: 张三（示例）" in said
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", signed)
    (verdict,) = validate_pdf(signed, [pki.root], NOW)
    assert verdict.accepted
    assert verdict.trusted
    assert verdict.level == "PAdES B-B，无时间戳"
    assert verdict.signing_time == NOW
    assert verdict.serial == pki.credential.serial


def test_the_original_is_a_prefix_and_keeps_its_dates(signed_pdf: Path, plain_pdf: Path) -> None:
    assert signed_pdf.read_bytes().startswith(plain_pdf.read_bytes())
    with pikepdf.open(signed_pdf) as signed, pikepdf.open(plain_pdf) as plain:
        assert dict(signed.docinfo) == dict(plain.docinfo)


def test_what_the_signature_says(signed_pdf: Path) -> None:
    with pikepdf.open(signed_pdf) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert str(field.V.Reason) == "报送"
        assert str(field.V.Location) == "成都"
        assert str(field.V.M) == "D:20261102093015+08'00'"
        assert field.V.Reference[0].TransformParams.P == 2
        assert pdf.Root.Perms.DocMDP.objgen == field.V.objgen
        assert list(map(float, field.Rect)) == [0, 0, 0, 0]


def test_object_streams_can_be_signed(
    tmp_path: Path, plain_pdf: Path, ec_pki: Pki, run: Callable[..., str]
) -> None:
    with pikepdf.open(plain_pdf) as pdf:
        pdf.save(tmp_path / "dense.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    signed = _sign(tmp_path / "dense.pdf", tmp_path / "signed.pdf", ec_pki)
    assert "Signature is Valid" in run("pdfsig", signed)
    assert validate_pdf(signed, [ec_pki.root], NOW)[0].accepted


def test_in_place(tmp_path: Path, plain_pdf: Path, ec_pki: Pki) -> None:
    path = tmp_path / "same.pdf"
    path.write_bytes(plain_pdf.read_bytes())
    _sign(path, path, ec_pki)
    assert validate_pdf(path, [ec_pki.root], NOW)[0].accepted
    assert [entry.name for entry in tmp_path.iterdir()] == ["same.pdf"]


@pytest.mark.parametrize("page", [0, 1, -1])
def test_seal_is_seen_where_it_was_put(
    tmp_path: Path, plain_pdf: Path, ec_pki: Pki, seal_image: Path, page: int
) -> None:
    seal = Seal(seal_image, page, (100, 200, 220, 260))
    signed = _sign(plain_pdf, tmp_path / "signed.pdf", ec_pki, seal)
    document = pypdfium2.PdfDocument(signed)
    document.init_forms()
    sheet = document[page % 2]
    height = int(sheet.get_height())
    picture = sheet.render(may_draw_forms=True).to_pil().convert("RGB")
    document.close()
    assert picture.getpixel((160, height - 230)) == (255, 0, 0)
    assert picture.getpixel((103, height - 203)) == (255, 0, 0)
    assert picture.getpixel((95, height - 230)) == (255, 255, 255)
    assert picture.getpixel((160, height - 265)) == (255, 255, 255)


def test_judges_are_content_with_a_seal(
    tmp_path: Path, plain_pdf: Path, ec_pki: Pki, seal_image: Path, run: Callable[..., str]
) -> None:
    seal = Seal(seal_image, -1, (100, 200, 220, 260))
    signed = _sign(plain_pdf, tmp_path / "signed.pdf", ec_pki, seal)
    assert validate_pdf(signed, [ec_pki.root], NOW)[0].accepted
    said = run("pdfsig", signed)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    run("qpdf", "--check", signed)


def test_every_font_is_embedded(
    tmp_path: Path, plain_pdf: Path, ec_pki: Pki, seal_image: Path, run: Callable[..., str]
) -> None:
    seal = Seal(seal_image, 0, (100, 200, 220, 260))
    signed = _sign(plain_pdf, tmp_path / "signed.pdf", ec_pki, seal)
    fonts = run("pdffonts", signed).splitlines()[2:]
    assert fonts
    assert all(" yes " in line for line in fonts)
    assert b"Helvetica" not in signed.read_bytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_image(
    tmp_path: Path, plain_pdf: Path, ec_pki: Pki, run: Callable[..., str], mode: str
) -> None:
    image = tmp_path / "seal"
    Image.new(mode, (20, 20)).save(image, "JPEG" if mode == "CMYK" else "PNG")
    signed = _sign(plain_pdf, tmp_path / "signed.pdf", ec_pki, Seal(image, 0, (9, 9, 99, 99)))
    run("qpdf", "--check", signed)
    assert validate_pdf(signed, [ec_pki.root], NOW)[0].accepted


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "找不到印章图片"),
        (b"GIF89a not ours", "不是可用的 PNG 或 JPEG"),
        (b"\x89PNG\r\n\x1a\n broken", "不是可用的 PNG|已损坏"),
    ],
)
def test_seal_image_that_is_none(
    tmp_path: Path, plain_pdf: Path, ec_pki: Pki, content: bytes | None, sentence: str
) -> None:
    image = tmp_path / "seal.png"
    if content is not None:
        image.write_bytes(content)
    with pytest.raises(InvalidInputError, match=sentence):
        _sign(plain_pdf, tmp_path / "signed.pdf", ec_pki, Seal(image, 0, (9, 9, 99, 99)))
    assert not (tmp_path / "signed.pdf").exists()


def test_truncated_seal_image(
    tmp_path: Path, plain_pdf: Path, ec_pki: Pki, seal_image: Path
) -> None:
    image = tmp_path / "half.png"
    image.write_bytes(seal_image.read_bytes()[:-30])
    with pytest.raises(InvalidInputError, match="已损坏"):
        _sign(plain_pdf, tmp_path / "signed.pdf", ec_pki, Seal(image, 0, (9, 9, 99, 99)))


def test_seal_image_that_is_too_large(tmp_path: Path, plain_pdf: Path, ec_pki: Pki) -> None:
    image = tmp_path / "poster.png"
    Image.new("1", (5000, 4000)).save(image)
    with pytest.raises(InvalidInputError, match="5000×4000"):
        _sign(plain_pdf, tmp_path / "signed.pdf", ec_pki, Seal(image, 0, (9, 9, 99, 99)))


@pytest.mark.parametrize("page", [2, -3])
def test_seal_on_a_page_that_is_not_there(
    tmp_path: Path, plain_pdf: Path, ec_pki: Pki, seal_image: Path, page: int
) -> None:
    with pytest.raises(InvalidInputError, match="共 2 页"):
        _sign(plain_pdf, tmp_path / "signed.pdf", ec_pki, Seal(seal_image, page, (9, 9, 99, 99)))


def test_seal_without_an_area(seal_image: Path) -> None:
    with pytest.raises(InvalidInputError, match="没有面积"):
        Seal(seal_image, 0, (100, 100, 100, 200))


def test_a_second_signer_leaves_the_first_accepted(
    tmp_path: Path, signed_pdf: Path, ec_pki: Pki, rsa_pki: Pki, run: Callable[..., str]
) -> None:
    twice = _sign(signed_pdf, tmp_path / "twice.pdf", rsa_pki)
    first, second = validate_pdf(twice, [ec_pki.root, rsa_pki.root], NOW)
    assert first.accepted
    assert not first.covers_whole_file
    assert first.modifications == "只追加了后续签名或填表"
    assert second.accepted
    assert second.covers_whole_file
    assert second.serial == rsa_pki.credential.serial
    assert run("pdfsig", twice).count("Signature is Valid") == 2


def test_a_late_seal_would_break_the_first_signature(
    tmp_path: Path, signed_pdf: Path, ec_pki: Pki, seal_image: Path
) -> None:
    with pytest.raises(SigningError, match="已有签名"):
        _sign(signed_pdf, tmp_path / "late.pdf", ec_pki, Seal(seal_image, 0, (9, 9, 99, 99)))


def test_nothing_is_signed_with_an_unusable_certificate(
    tmp_path: Path, plain_pdf: Path, ec_pki: Pki
) -> None:
    expired = replace(ec_pki.credential, not_after=NOW - timedelta(seconds=1))
    with pytest.raises(SigningError, match="已过期"):
        _sign(plain_pdf, tmp_path / "signed.pdf", replace(ec_pki, credential=expired))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4\nnothing", b"PK\x03\x04"])
def test_not_a_pdf(tmp_path: Path, ec_pki: Pki, content: bytes) -> None:
    source = tmp_path / "broken.pdf"
    source.write_bytes(content)
    with pytest.raises(InvalidInputError, match="不是完好的 PDF"):
        _sign(source, tmp_path / "signed.pdf", ec_pki)
    assert [entry.name for entry in tmp_path.iterdir()] == ["broken.pdf"]


def test_missing_source(tmp_path: Path, ec_pki: Pki) -> None:
    with pytest.raises(InvalidInputError, match="读不了要签名的文件"):
        _sign(tmp_path / "none.pdf", tmp_path / "signed.pdf", ec_pki)


def test_target_that_cannot_be_written(tmp_path: Path, plain_pdf: Path, ec_pki: Pki) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="无法写入"):
        _sign(plain_pdf, tmp_path / "file" / "signed.pdf", ec_pki)


def test_encrypted_source(tmp_path: Path, plain_pdf: Path, ec_pki: Pki) -> None:
    with pikepdf.open(plain_pdf) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(InvalidInputError, match="设有密码"):
        _sign(tmp_path / "locked.pdf", tmp_path / "signed.pdf", ec_pki)

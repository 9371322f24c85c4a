"""A packet that three have signed with seals is PDF/A-2b still, as far as judges can tell."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from archival_judges import (
    ALLOWED_WITH_SEALS,
    form_problems,
    preflight,
    without_form,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pikepdf import pdfa
from PIL import Image, ImageDraw
from printout_samples import later_version

from egov_desktop.documents.closing_parts import signature_boxes
from egov_desktop.documents.packet_pdf import render_packet
from egov_desktop.signing.pdf import SignerStep, sign_pdf
from egov_desktop.signing.seal import Seal
from egov_desktop.signing.sources import CertificateFile
from egov_desktop.signing.throwaway import make_throwaway_credential

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SIGNERS = {"项目责任人": ("张三", "RGBA"), "单位负责人": ("李四", "L"), "财务负责人": ("王五", "")}
"""Of each role: who signs, and of which mode the image of the seal is, if there is one."""


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> list[SignerStep]:
    """One with a transparent seal, one with a grey one, one with none."""
    boxes = signature_boxes(list(SIGNERS))
    steps = []
    for role, (name, mode) in SIGNERS.items():
        folder = tmp_path_factory.mktemp("signer")
        seal = None
        if mode:
            image = Image.new(mode, (200, 200))
            ImageDraw.Draw(image).ellipse((5, 5, 195, 195), outline="red", width=12)
            image.save(folder / "seal.png")
            left, bottom, right, top = map(int, boxes[role])
            seal = Seal(folder / "seal.png", -1, (left, bottom, right, top))
        p12, _ = make_throwaway_credential(
            folder, name, NOW, elliptic=True, lifetime=timedelta(days=3650)
        )
        steps.append(SignerStep(CertificateFile(p12), role, "报送", seal))
    return steps


@pytest.fixture(scope="module")
def signed(
    tmp_path_factory: pytest.TempPathFactory, steps: list[SignerStep]
) -> Callable[[int], Path]:
    """Return the packet that the first so many have signed."""
    folder = tmp_path_factory.mktemp("signed")
    render_packet(later_version(), folder / "packet.pdf")

    def sign(count: int) -> Path:
        out = folder / f"signed-{count}.pdf"
        if not out.exists():
            sign_pdf(folder / "packet.pdf", out, steps[:count], NOW, location="成都")
        return out

    return sign


@pytest.mark.parametrize("count", [1, 3])
def test_the_judges_find_nothing(signed: Callable[[int], Path], count: int, tmp_path: Path) -> None:
    path = signed(count)
    assert form_problems(path) == []
    assert preflight(path) <= ALLOWED_WITH_SEALS
    assert pdfa.validate_written(without_form(path, tmp_path / "flat.pdf"), "2b").findings == []
    with pikepdf.open(path) as pdf:
        assert len(pdf.Root.AcroForm.Fields) == count


@pytest.fixture(scope="module")
def with_lists(
    tmp_path_factory: pytest.TempPathFactory, signed: Callable[[int], Path], steps: list[SignerStep]
) -> Path:
    """Return a packet that three have signed and that carries revocation lists."""
    folder = tmp_path_factory.mktemp("lists")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "某颁发机构")])
    issued = x509.CertificateRevocationListBuilder().issuer_name(name).last_update(NOW)
    made = issued.next_update(NOW + timedelta(days=30)).sign(key, hashes.SHA256())
    (folder / "list.crl").write_bytes(made.public_bytes(Encoding.DER))
    plain, out = signed(1).with_name("packet.pdf"), folder / "signed.pdf"
    sign_pdf(plain, out, steps, NOW, location="成都", revocation=[folder / "list.crl"])
    return out


def test_with_revocation_lists_too(with_lists: Path, tmp_path: Path) -> None:
    with pikepdf.open(with_lists) as pdf:
        assert len(pdf.Root.DSS.CRLs) == 1
    assert form_problems(with_lists) == []
    assert preflight(with_lists) <= ALLOWED_WITH_SEALS
    flat = without_form(with_lists, tmp_path / "flat.pdf")
    assert pdfa.validate_written(flat, "2b").findings == []


@pytest.mark.parametrize(("key", "rule"), [("/F", "6.1.7.1-3"), ("/Filter", "6.1.7.2")])
def test_the_judge_of_forms_looks_at_the_lists(
    with_lists: Path, key: str, rule: str, tmp_path: Path
) -> None:
    spoilt = tmp_path / "spoilt.pdf"
    with pikepdf.open(with_lists) as pdf:
        lists = pdf.Root.DSS.CRLs
        filters = pikepdf.Name.LZWDecode if key == "/Filter" else pikepdf.String("elsewhere.crl")
        lists[0] = pdf.make_indirect(pikepdf.Stream(pdf, b"list", {key: filters}))
        pdf.save(spoilt, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert any(each.startswith(f"{rule} /CRLs 0") for each in form_problems(spoilt))


def test_a_seal_is_a_plain_image(signed: Callable[[int], Path]) -> None:
    with pikepdf.open(signed(3)) as pdf:
        drawn = [field.AP.N for field in pdf.Root.AcroForm.Fields if "/AP" in field]
        (first,), (second,) = (form.Resources.XObject.values() for form in drawn)
        assert "/SMask" in first
        assert "/SMask" not in second
        for image in (first, second):
            assert image.ColorSpace == "/DeviceRGB"
            assert not {"/Interpolate", "/Alternates", "/OPI"} & set(image.keys())
        assert all("/Font" not in form.Resources for form in drawn)


def spoil_form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.NeedAppearances = True


def spoil_permissions(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Perms.Other = pikepdf.Dictionary()


def spoil_flags(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].F = 2


def spoil_appearance(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AcroForm.Fields[0].AP


def spoil_action(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].AA = pikepdf.Dictionary()


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (spoil_form, "6.4.1-3"),
        (spoil_permissions, "6.1.12-1"),
        (spoil_flags, "6.3.2-2 /Widget"),
        (spoil_appearance, "6.3.3-1 /Widget"),
        (spoil_action, "6.4.1-2"),
    ],
)
def test_the_judge_of_forms_sees_what_is_wrong(
    signed: Callable[[int], Path],
    spoil: Callable[[pikepdf.Pdf], None],
    rule: str,
    tmp_path: Path,
) -> None:
    spoilt = tmp_path / "spoilt.pdf"
    with pikepdf.open(signed(1)) as pdf:
        spoil(pdf)
        pdf.save(spoilt)
    found = form_problems(spoilt)
    assert any(each.startswith(rule) for each in found)
    assert any(each.startswith("6.4.3-1") for each in found)


def test_the_judge_of_forms_sees_what_follows_the_end(
    signed: Callable[[int], Path], tmp_path: Path
) -> None:
    spoilt = tmp_path / "spoilt.pdf"
    spoilt.write_bytes(signed(1).read_bytes() + b"more")
    assert form_problems(spoilt) == ["6.1.3-3"]

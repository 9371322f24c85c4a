import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
import signing_attacks as attacks
from signing_pki import NOW, Pki

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.signing.pdf import SignerStep, sign_pdf
from egov_desktop.signing.validation import validate_pdf
from egov_desktop.signing.verdict import SignatureVerdict

_TRAILING = [b"\n", b"\0", b"%%EOF\n", b"% comment\n", b"garbage " * 500, b"PK\x03\x04"]


@pytest.fixture
def judge(tmp_path: Path, ec_pki: Pki) -> Callable[[bytes], list[SignatureVerdict]]:
    def judge_bytes(content: bytes) -> list[SignatureVerdict]:
        path = tmp_path / "received.pdf"
        path.write_bytes(content)
        return validate_pdf(path, [ec_pki.root], NOW)

    return judge_bytes


def _is_accepted(judge: Callable[[bytes], list[SignatureVerdict]], content: bytes) -> bool:
    try:
        verdicts = judge(content)
    except InvalidInputError:
        return False
    return bool(verdicts) and all(verdict.accepted for verdict in verdicts)


def test_untouched(
    judge: Callable[[bytes], list[SignatureVerdict]], signed_pdf: Path, ec_pki: Pki
) -> None:
    (verdict,) = judge(signed_pdf.read_bytes())
    assert verdict == SignatureVerdict(
        signer="张三（示例）",
        issuer="示例根证书",
        serial=ec_pki.credential.serial,
        signing_time=NOW,
        intact=True,
        valid=True,
        trusted=True,
        covers_whole_file=True,
        modifications="无",
        level="PAdES B-B，无时间戳",
        reasons=(),
        notes=("离线核验，没有查询证书是否已被吊销",),
        fingerprint=ec_pki.credential.fingerprint,
        reason="报送",
    )
    assert verdict.accepted


@pytest.mark.parametrize("part", range(24))
def test_flipped_byte_in_the_signed_parts(
    judge: Callable[[bytes], list[SignatureVerdict]], signed_pdf: Path, part: int
) -> None:
    content = signed_pdf.read_bytes()
    start, end = attacks.gap_of(content)
    signed = [*range(start), *range(end, len(content))]
    chosen = random.Random(part)  # noqa: S311
    for position in chosen.sample(signed, 8):
        forged = bytearray(content)
        forged[position] ^= 1 << chosen.randrange(8)
        assert not _is_accepted(judge, bytes(forged)), position


def test_flipped_byte_in_the_text_is_named(
    judge: Callable[[bytes], list[SignatureVerdict]], signed_pdf: Path
) -> None:
    content = signed_pdf.read_bytes()
    position = content.index(b"/Producer") + 12
    (verdict,) = judge(content[:position] + b"#" + content[position + 1 :])
    assert not verdict.intact
    assert verdict.valid
    assert not verdict.accepted
    assert verdict.reasons == ("内容与签名时不一致，签名后被改动过",)


@pytest.mark.parametrize("from_the_end", [2, 3, 4, 100])
def test_something_hidden_in_the_padding(
    judge: Callable[[bytes], list[SignatureVerdict]], signed_pdf: Path, from_the_end: int
) -> None:
    forged = bytearray(signed_pdf.read_bytes())
    _, end = attacks.gap_of(forged)
    assert forged[end - from_the_end] == ord("0")
    forged[end - from_the_end] = ord("1")
    (verdict,) = judge(bytes(forged))
    assert "字节范围不合规" in verdict.reasons[0]


@pytest.mark.parametrize("share", range(1, 10))
def test_flipped_digit_in_the_certificate_or_signature(
    judge: Callable[[bytes], list[SignatureVerdict]], signed_pdf: Path, share: int
) -> None:
    forged = bytearray(signed_pdf.read_bytes())
    start, end = attacks.gap_of(forged)
    hexadecimal = forged[start + 1 : end - 1].rstrip(b"0")
    position = start + 200 + (len(hexadecimal) - 220) * share // 10
    forged[position] = ord("1") if forged[position] != ord("1") else ord("2")
    assert not _is_accepted(judge, bytes(forged))


@pytest.mark.parametrize("garbage", _TRAILING)
def test_garbage_after_the_last_signature(
    judge: Callable[[bytes], list[SignatureVerdict]], signed_pdf: Path, garbage: bytes
) -> None:
    forged = signed_pdf.read_bytes() + garbage
    try:
        (verdict,) = judge(forged)
    except InvalidInputError:
        return
    assert not verdict.covers_whole_file
    assert not verdict.accepted
    assert "最后一个签名没有覆盖整个文件，签名之后又追加了内容" in verdict.reasons


def test_another_document_after_the_last_signature(
    judge: Callable[[bytes], list[SignatureVerdict]], signed_pdf: Path, plain_pdf: Path
) -> None:
    assert not _is_accepted(judge, signed_pdf.read_bytes() + plain_pdf.read_bytes())


@pytest.mark.parametrize(
    "change",
    [
        attacks.replace_page,
        attacks.add_content,
        attacks.add_annotation,
        attacks.drop_page,
        attacks.add_script,
    ],
)
def test_incremental_update(
    judge: Callable[[bytes], list[SignatureVerdict]],
    signed_pdf: Path,
    change: attacks.Change,
) -> None:
    (verdict,) = judge(attacks.updated(signed_pdf.read_bytes(), change))
    assert verdict.intact
    assert verdict.valid
    assert not verdict.accepted
    assert verdict.modifications == "有不允许的改动"
    assert "签名之后文件内容被改动（页面或结构有变化）" in verdict.reasons


def test_poppler_does_not_see_a_replaced_page(
    tmp_path: Path, signed_pdf: Path, run: Callable[..., str]
) -> None:
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(attacks.updated(signed_pdf.read_bytes(), attacks.replace_page))
    assert "Signature is Valid" in run("pdfsig", forged)


def test_changed_title_after_the_last_signature(
    judge: Callable[[bytes], list[SignatureVerdict]], signed_pdf: Path
) -> None:
    (verdict,) = judge(attacks.updated(signed_pdf.read_bytes(), attacks.change_title))
    assert not verdict.accepted
    assert not verdict.covers_whole_file


def test_hidden_signature_field(
    judge: Callable[[bytes], list[SignatureVerdict]], signed_pdf: Path
) -> None:
    assert not _is_accepted(judge, attacks.updated(signed_pdf.read_bytes(), attacks.drop_form))


def test_other_document_in_the_hole(
    judge: Callable[[bytes], list[SignatureVerdict]], signed_pdf: Path
) -> None:
    (verdict,) = judge(attacks.wrapped(signed_pdf.read_bytes()))
    assert verdict.reasons == ("签名的字节范围不合规，文件中可能夹带了未签名的内容",)
    assert not verdict.accepted


def test_page_replaced_between_two_signatures(
    tmp_path: Path, signed_pdf: Path, ec_pki: Pki
) -> None:
    between, last = tmp_path / "between.pdf", tmp_path / "last.pdf"
    between.write_bytes(attacks.updated(signed_pdf.read_bytes(), attacks.replace_page))
    sign_pdf(between, last, [SignerStep(ec_pki.credential, "", "审核")], NOW, location="成都")
    first, second = validate_pdf(last, [ec_pki.root], NOW)
    assert not first.accepted
    assert "签名之后文件内容被改动（页面或结构有变化）" in first.reasons
    assert second.accepted


def test_certificate_expired_at_signing_time(tmp_path: Path, plain_pdf: Path, ec_pki: Pki) -> None:
    late = ec_pki.credential.not_after + timedelta(days=1)
    unguarded = replace(ec_pki.credential, not_after=late)
    path = tmp_path / "late.pdf"
    sign_pdf(plain_pdf, path, [SignerStep(unguarded, "", "报送")], late, location="成都")
    for roots in ([ec_pki.root], []):
        (verdict,) = validate_pdf(path, roots, late)
        assert verdict.intact
        assert verdict.valid
        assert not verdict.accepted
        assert "签名时证书已过期" in verdict.reasons[0]


def test_certificate_that_ran_out_since(signed_pdf: Path, ec_pki: Pki) -> None:
    years_later = NOW + timedelta(days=1000)
    (verdict,) = validate_pdf(signed_pdf, [ec_pki.root], years_later)
    assert verdict.accepted
    assert "证书现已过期" in verdict.notes[0]


def test_signing_time_in_the_future(signed_pdf: Path, ec_pki: Pki) -> None:
    (verdict,) = validate_pdf(signed_pdf, [ec_pki.root], NOW - timedelta(minutes=1))
    assert not verdict.accepted
    assert "晚于现在" in verdict.reasons[0]


def test_certificate_of_a_stranger(signed_pdf: Path, rsa_pki: Pki) -> None:
    (verdict,) = validate_pdf(signed_pdf, [rsa_pki.root], NOW)
    assert verdict.intact
    assert verdict.valid
    assert verdict.trusted is False
    assert verdict.reasons == ("签名人的证书不是由给定的根证书签发的，或者缺少中级证书",)


def test_without_roots_trust_is_open(signed_pdf: Path) -> None:
    (verdict,) = validate_pdf(signed_pdf)
    assert verdict.trusted is None
    assert verdict.accepted
    assert "没有给出根证书" in verdict.notes[0]


def test_unknown_kind_of_signature_is_refused_not_overlooked(
    judge: Callable[[bytes], list[SignatureVerdict]], signed_pdf: Path
) -> None:
    forged = signed_pdf.read_bytes().replace(b"/ETSI.CAdES.detached", b"/GM.SM2.detached0000")
    (verdict,) = judge(forged)
    assert not verdict.accepted
    assert verdict.reasons == ("签名已损坏，或不是本程序能核验的格式",)


def test_signature_that_is_no_cms(
    judge: Callable[[bytes], list[SignatureVerdict]], signed_pdf: Path
) -> None:
    content = signed_pdf.read_bytes()
    start, end = attacks.gap_of(content)
    (verdict,) = judge(
        content[:start] + b"<" + b"41" * ((end - start - 2) // 2) + b">" + content[end:]
    )
    assert not verdict.accepted
    assert "签名域“Signature1”的签名已损坏" in verdict.reasons[0]


def test_no_signature(plain_pdf: Path, ec_pki: Pki) -> None:
    assert validate_pdf(plain_pdf, [ec_pki.root], NOW) == []


def test_owner_password_only(tmp_path: Path, plain_pdf: Path) -> None:
    with pikepdf.open(plain_pdf) as pdf:
        pdf.save(tmp_path / "owned.pdf", encryption=pikepdf.Encryption(owner="o", user=""))
    assert validate_pdf(tmp_path / "owned.pdf") == []


def test_user_password(tmp_path: Path, plain_pdf: Path) -> None:
    with pikepdf.open(plain_pdf) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(InvalidInputError, match="设有打开密码"):
        validate_pdf(tmp_path / "locked.pdf")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\n1 0 obj\n" + b"[" * 20_000 + b"\nstartxref\n9\n%%EOF",
        b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<<>>\nstartxref\n9\n%%EOF",
    ],
)
def test_broken_pdf(judge: Callable[[bytes], list[SignatureVerdict]], content: bytes) -> None:
    with pytest.raises(InvalidInputError, match="不是完好的 PDF"):
        judge(content)


@pytest.mark.parametrize("share", range(1, 10))
def test_truncated_pdf(
    judge: Callable[[bytes], list[SignatureVerdict]], signed_pdf: Path, share: int
) -> None:
    content = signed_pdf.read_bytes()
    assert not _is_accepted(judge, content[: len(content) * share // 10])


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="读不了文件"):
        validate_pdf(tmp_path / "none.pdf")

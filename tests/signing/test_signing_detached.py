import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from signing_pki import NOW, Pki

from egov_desktop.domain.errors import InvalidInputError, SigningError
from egov_desktop.signing.credential import signer_of
from egov_desktop.signing.detached import sign_detached, verify_detached

DATA = "bagit.txt 清单\n".encode() * 40


@pytest.fixture(scope="module")
def signature(ec_pki: Pki) -> bytes:
    return sign_detached(DATA, ec_pki.credential, NOW)


def _openssl(folder: Path, data: bytes, signature: bytes, root: Path) -> tuple[str | Path, ...]:
    (folder / "data").write_bytes(data)
    (folder / "data.p7s").write_bytes(signature)
    return (
        *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", folder / "data.p7s"),
        *("-content", folder / "data", "-CAfile", root, "-attime", str(int(NOW.timestamp()))),
        *("-out", folder / "read-back"),
    )


def test_openssl_accepts(tmp_path: Path, pki: Pki, run: Callable[..., str]) -> None:
    signature = sign_detached(DATA, pki.credential, NOW)
    assert "Verification successful" in run(*_openssl(tmp_path, DATA, signature, pki.root))
    assert (tmp_path / "read-back").read_bytes() == DATA
    verdict = verify_detached(DATA, signature, [pki.root], NOW)
    assert verdict.accepted
    assert verdict.trusted
    assert verdict.signer == "张三（示例）"
    assert verdict.signing_time == NOW
    assert verdict.level == "CMS 分离签名，无时间戳"


def test_what_is_inside(tmp_path: Path, signature: bytes, run: Callable[..., str]) -> None:
    (tmp_path / "data.p7s").write_bytes(signature)
    printed = run(
        *("openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", tmp_path / "data.p7s")
    )
    assert "eContent: <ABSENT>" in printed
    assert "signingTime" in printed
    assert "Nov  2 01:30:15 2026 GMT" in printed
    assert printed.count("d.certificate:") == 1


def test_it_accepts_what_openssl_signs(
    tmp_path: Path, rsa_pki: Pki, run: Callable[..., str]
) -> None:
    pem = tmp_path / "signer.pem"
    run(
        *("openssl", "pkcs12", "-in", rsa_pki.p12, "-passin", "pass\x3a口令 1", "-nodes"),
        *("-out", pem),
    )
    (tmp_path / "data").write_bytes(DATA)
    run(
        *("openssl", "cms", "-sign", "-binary", "-in", tmp_path / "data", "-signer", pem),
        *("-outform", "DER", "-out", tmp_path / "data.p7s"),
    )
    verdict = verify_detached(DATA, (tmp_path / "data.p7s").read_bytes(), [rsa_pki.root])
    assert verdict.intact
    assert verdict.valid
    assert verdict.signer == "张三（示例）"


@pytest.mark.parametrize("position", [0, 1, 17, len(DATA) // 2, len(DATA) - 1])
def test_flipped_byte_in_the_data(ec_pki: Pki, signature: bytes, position: int) -> None:
    forged = bytearray(DATA)
    forged[position] ^= 1
    verdict = verify_detached(bytes(forged), signature, [ec_pki.root], NOW)
    assert not verdict.intact
    assert not verdict.accepted
    assert "内容与签名时不一致" in verdict.reasons[0]


@pytest.mark.parametrize("change", [b"", DATA[:-1], DATA + b"\n"])
def test_other_data(ec_pki: Pki, signature: bytes, change: bytes) -> None:
    assert not verify_detached(change, signature, [ec_pki.root], NOW).accepted


@pytest.mark.parametrize("from_the_end", [1, 8, 20, 40, 60])
def test_flipped_byte_in_the_signature_value(
    ec_pki: Pki, signature: bytes, from_the_end: int
) -> None:
    forged = bytearray(signature)
    forged[-from_the_end] ^= 1
    verdict = verify_detached(DATA, bytes(forged), [ec_pki.root], NOW)
    assert verdict.intact
    assert not verdict.valid
    assert not verdict.accepted


def test_changed_signing_time(ec_pki: Pki, signature: bytes) -> None:
    forged = signature.replace(b"261102013015Z", b"261101013015Z")
    assert forged != signature
    assert not verify_detached(DATA, forged, [ec_pki.root], NOW).accepted


@pytest.mark.parametrize(
    "broken", [b"", b"\x30\x00", b"not a signature", b"\x30\x82\xff\xff" + b"0" * 40]
)
def test_no_signature_at_all(ec_pki: Pki, broken: bytes) -> None:
    with pytest.raises(InvalidInputError, match="不是完好的 CMS"):
        verify_detached(DATA, broken, [ec_pki.root], NOW)


@pytest.mark.parametrize("cut", [1, 100, 400])
def test_truncated_or_extended_signature(ec_pki: Pki, signature: bytes, cut: int) -> None:
    for broken in (signature[:-cut], signature + b"\0" * cut):
        with pytest.raises(InvalidInputError, match="不是完好的 CMS"):
            verify_detached(DATA, broken, [ec_pki.root], NOW)


def test_certificate_of_a_stranger(ec_pki: Pki, rsa_pki: Pki, signature: bytes) -> None:
    verdict = verify_detached(DATA, signature, [rsa_pki.root], NOW)
    assert verdict.intact
    assert verdict.valid
    assert verdict.trusted is False
    assert not verdict.accepted
    assert verdict.reasons == ("签名人的证书不是由给定的根证书签发的，或者缺少中级证书",)


def test_without_roots_trust_is_open(signature: bytes) -> None:
    verdict = verify_detached(DATA, signature)
    assert verdict.trusted is None
    assert verdict.accepted
    assert "没有给出根证书" in verdict.notes[0]


def test_certificate_expired_at_signing_time(ec_pki: Pki) -> None:
    late = ec_pki.credential.not_after + timedelta(days=1)
    unguarded = replace(ec_pki.credential, not_after=late)
    verdict = verify_detached(DATA, sign_detached(DATA, unguarded, late), [ec_pki.root], late)
    assert not verdict.accepted
    assert "签名时证书已过期" in verdict.reasons[0]


def test_weak_hash(ec_pki: Pki) -> None:
    signer = signer_of(ec_pki.credential)
    weak = asyncio.run(signer.async_sign_general_data(DATA, "sha1")).dump()
    verdict = verify_detached(DATA, weak, [], NOW)
    assert not verdict.accepted
    assert "签名用的算法或密钥强度不够" in verdict.reasons


def test_nothing_is_signed_with_an_unusable_certificate(ec_pki: Pki) -> None:
    with pytest.raises(SigningError, match="尚未生效"):
        sign_detached(DATA, ec_pki.credential, NOW - timedelta(days=9))


@pytest.mark.parametrize("root", [b"", b"junk", b"-----BEGIN CERTIFICATE-----\nAA==\n"])
def test_roots_that_are_none(signature: bytes, root: bytes) -> None:
    with pytest.raises(InvalidInputError, match="没有可用的根证书"):
        verify_detached(DATA, signature, [root])


def test_missing_root_file(tmp_path: Path, signature: bytes) -> None:
    with pytest.raises(InvalidInputError, match="读不了根证书文件"):
        verify_detached(DATA, signature, [tmp_path / "none.pem"])


def test_roots_in_memory_and_several_in_a_file(ec_pki: Pki, rsa_pki: Pki, signature: bytes) -> None:
    both = rsa_pki.root.read_bytes() + ec_pki.root.read_bytes()
    assert verify_detached(DATA, signature, [both], NOW).trusted
    (der,) = ec_pki.credential.chain
    assert verify_detached(DATA, signature, [der], NOW).trusted

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from signing_pki import NOW, Pki

from egov_desktop.signing.credential import load_pkcs12
from egov_desktop.signing.throwaway import make_throwaway_credential


def test_marked_as_a_sample(pki: Pki, run: Callable[..., str]) -> None:
    assert pki.credential.holder == "张三（示例）"
    subject = run("openssl", "x509", "-in", pki.root, "-noout", "-subject", "-nameopt", "utf8")
    assert "示例证书，无法律效力" in subject


def test_openssl_builds_the_chain(pki: Pki, tmp_path: Path, run: Callable[..., str]) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    signer = tmp_path / "signer.pem"
    certificate = x509.load_der_x509_certificate(pki.credential.certificate)
    signer.write_bytes(certificate.public_bytes(Encoding.PEM))
    at = str(int(NOW.timestamp()))
    verify = ("openssl", "verify", "-x509_strict", "-attime", at, "-purpose", "smimesign")
    assert run(*verify, "-CAfile", pki.root, signer).endswith(": OK\n")


def test_files_are_private_and_need_no_password_unless_given(tmp_path: Path) -> None:
    p12, root = make_throwaway_credential(
        tmp_path / "new", "某" * 80, NOW, elliptic=True, lifetime=timedelta(days=2)
    )
    credential = load_pkcs12(p12, None)
    assert credential.holder.endswith("（示例）")
    assert credential.not_after == NOW + timedelta(days=2)
    assert p12.stat().st_mode & 0o077 == 0
    assert root.read_text("ascii").startswith("-----BEGIN CERTIFICATE-----")

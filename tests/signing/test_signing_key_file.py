import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from signing_pki import Pki
from signing_tsa import Authority

from egov_desktop.domain.errors import SigningError
from egov_desktop.signing.sources import CertificateFile, identities, opened


@pytest.fixture
def pem(tmp_path: Path, authority: Authority) -> Callable[..., Path]:
    """Make a PEM file whose key is locked in one of the ways that OpenSSL knows."""

    def make(*command: str) -> Path:
        locked = tmp_path / "locked.pem"
        subprocess.run(
            ["openssl", *command, "-in", str(authority.folder / "head.key"), "-out", str(locked)],
            check=True,
            capture_output=True,
        )
        path = tmp_path / "both.pem"
        path.write_bytes(locked.read_bytes() + (authority.folder / "head.pem").read_bytes())
        return path

    return make


_WAYS = [
    ("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass\x3a口令"),
    (
        "pkcs8",
        "-topk8",
        "-v2",
        "aes-128-cbc",
        "-v2prf",
        "hmacWithSHA256",
        "-passout",
        "pass\x3a口令",
    ),
    ("ec", "-aes256", "-passout", "pass\x3a口令"),
]


@pytest.mark.parametrize("way", _WAYS)
def test_a_locked_key(pem: Callable[..., Path], way: tuple[str, ...]) -> None:
    path = pem(*way)
    with opened(CertificateFile(path, "口令")) as credential:
        assert credential.holder == "赵负责"
        assert credential.key_kind == "ECDSA P-256"
    with pytest.raises(SigningError, match="设有密码"):
        identities(CertificateFile(path))
    with pytest.raises(SigningError, match="密码不对"):
        identities(CertificateFile(path, "别的"))


def test_an_open_key_and_the_chain(authority: Authority) -> None:
    with opened(authority.source("head")) as credential:
        assert credential.holder == "赵负责"
        assert credential.issuer == "某证书颁发机构"
        assert len(credential.chain) == 1
        assert credential.usages == ("数字签名", "抗抵赖")


def test_one_among_several_in_a_file(tmp_path: Path, authority: Authority) -> None:
    path = tmp_path / "several.pem"
    parts = [authority.folder / f"{name}-both.pem" for name in ("head", "finance")]
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    found = identities(CertificateFile(path))
    assert [each.holder for each in found] == ["赵负责", "孙财务"]
    both = pytest.raises(SigningError, match=r"有 2 张签名证书.*赵负责.*孙财务")
    with both, opened(CertificateFile(path)):
        pass
    with opened(CertificateFile(path, fingerprint=found[1].fingerprint.upper())) as chosen:
        assert chosen.holder == "孙财务"


def test_a_fingerprint_of_another_certificate(authority: Authority, ec_pki: Pki) -> None:
    source = CertificateFile(
        authority.folder / "head-both.pem", fingerprint=ec_pki.credential.fingerprint
    )
    with pytest.raises(SigningError, match="没有选定的证书"), opened(source):
        pass


def test_the_key_of_someone_else(tmp_path: Path, authority: Authority) -> None:
    path = tmp_path / "mixed.pem"
    parts = ("head.key", "finance.pem")
    path.write_bytes(b"".join((authority.folder / part).read_bytes() for part in parts))
    with pytest.raises(SigningError, match="没有与私钥对应的证书"):
        identities(CertificateFile(path))


def test_a_certificate_without_its_key(authority: Authority) -> None:
    with pytest.raises(SigningError, match="没有私钥"):
        identities(CertificateFile(authority.folder / "head.pem"))


@pytest.mark.parametrize("part", ["head.key", "head.pem"])
def test_damaged_pem(tmp_path: Path, authority: Authority, part: str) -> None:
    whole = (authority.folder / part).read_text()
    lines = whole.splitlines()
    lines[2] = "!" + lines[2][1:]
    other = "head.pem" if part == "head.key" else "head.key"
    path = tmp_path / "damaged.pem"
    path.write_text("\n".join(lines) + "\n" + (authority.folder / other).read_text())
    with pytest.raises(SigningError, match="已损坏"):
        identities(CertificateFile(path))


def test_pkcs12_is_a_source_too(ec_pki: Pki) -> None:
    (facts,) = identities(CertificateFile(ec_pki.p12, "口令 1"))
    assert facts.fingerprint == ec_pki.credential.fingerprint
    assert "口令" not in repr(CertificateFile(ec_pki.p12, "口令 1"))


def test_an_sm2_key_signs_no_pdf(tmp_path: Path) -> None:
    path = tmp_path / "sm2.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-nodes", "-newkey", "sm2", "-sm3", "-subj", "/CN=x"),
            *("-keyout", str(path), "-out", str(tmp_path / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + (tmp_path / "cert.pem").read_bytes())
    with pytest.raises(SigningError, match="不能用来签 PDF"):
        identities(CertificateFile(path))

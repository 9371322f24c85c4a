import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from signing_pki import NOW, Pki

from egov_desktop.domain.errors import SigningError
from egov_desktop.signing.credential import credential_problem, load_pkcs12, require_usable


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def make_p12(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Make a .p12 with OpenSSL: the way certificates come from outside."""

    def make(*export: str, newkey: tuple[str, ...] = ("ec:",), usage: str = "") -> Path:
        folder = tmp_path_factory.mktemp("openssl")
        kind = ("ec", "-pkeyopt", "ec_paramgen_curve:P-256") if newkey == ("ec:",) else newkey
        extension = ("-addext", f"keyUsage={usage}") if usage else ()
        request = ("req", "-utf8", "-x509", "-nodes", "-keyout", "key.pem", "-out", "cert.pem")
        _openssl(folder, *request, "-newkey", *kind, "-subj", "/O=某局/CN=李四", *extension)
        _openssl(
            folder,
            *("pkcs12", "-export", "-in", "cert.pem", "-inkey", "key.pem"),
            *("-out", "bag.p12", "-passout", "pass:pw", *export),
        )
        return folder / "bag.p12"

    return make


def test_facts_are_those_openssl_prints(pki: Pki, run: Callable[..., str]) -> None:
    printed = run(
        *("openssl", "pkcs12", "-in", pki.p12, "-passin", "pass\x3a口令 1", "-nokeys", "-clcerts"),
    )
    certificate = pki.p12.parent / "printed.pem"
    certificate.write_text(printed, "utf-8")
    facts = run(
        *("openssl", "x509", "-in", certificate, "-noout", "-serial", "-startdate", "-enddate"),
        *("-subject", "-issuer", "-nameopt", "utf8,sep_comma_plus"),
    )
    credential = pki.credential
    assert f"serial={credential.serial}\n" in facts
    assert f"notBefore={credential.not_before:%b %e %H:%M:%S %Y} GMT" in facts
    assert f"notAfter={credential.not_after:%b %e %H:%M:%S %Y} GMT" in facts
    assert f"CN={credential.holder}\n" in facts
    assert f"CN={credential.issuer}\n" in facts
    assert credential.not_after.tzinfo is not None
    assert credential.may_sign
    assert len(credential.chain) == 1


def test_the_key_never_shows_in_a_log_line(pki: Pki) -> None:
    assert "key=" not in repr(pki.credential)
    assert "chain=" not in repr(pki.credential)


@pytest.mark.parametrize("export", [(), ("-legacy",), ("-nomac",)])
def test_loads_what_openssl_exports(make_p12: Callable[..., Path], export: tuple[str, ...]) -> None:
    assert load_pkcs12(make_p12(*export), "pw").holder == "李四"


@pytest.mark.parametrize("password", [None, ""])
def test_an_empty_password_is_no_password(
    make_p12: Callable[..., Path], password: str | None
) -> None:
    assert load_pkcs12(make_p12("-passout", "pass:"), password).holder == "李四"


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SigningError, match="找不到证书文件"):
        load_pkcs12(tmp_path / "none.p12", None)


def test_folder_instead_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(SigningError, match="读不了证书文件"):
        load_pkcs12(tmp_path, None)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x30\x03\x02\x01\x03", b"-----BEGIN X-----"])
def test_not_a_pkcs12(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "junk.p12"
    path.write_bytes(content)
    with pytest.raises(SigningError, match="不是 PKCS#12"):
        load_pkcs12(path, "pw")


def test_truncated_pkcs12(tmp_path: Path, pki: Pki) -> None:
    path = tmp_path / "half.p12"
    path.write_bytes(pki.p12.read_bytes()[:-200])
    with pytest.raises(SigningError, match="不是 PKCS#12"):
        load_pkcs12(path, "口令 1")


@pytest.mark.parametrize(
    ("password", "sentence"), [("口令 2", "密码不对"), (None, "设有密码"), ("", "设有密码")]
)
def test_wrong_password(pki: Pki, password: str | None, sentence: str) -> None:
    with pytest.raises(SigningError, match=sentence):
        load_pkcs12(pki.p12, password)


def test_no_private_key(make_p12: Callable[..., Path]) -> None:
    with pytest.raises(SigningError, match="没有私钥"):
        load_pkcs12(make_p12("-nokeys"), "pw")


def test_no_certificate(make_p12: Callable[..., Path]) -> None:
    with pytest.raises(SigningError, match="没有与私钥对应的证书"):
        load_pkcs12(make_p12("-nocerts"), "pw")


@pytest.mark.parametrize(("newkey", "kind"), [(("sm2", "-sm3"), "SM2"), (("ed25519",), "Ed25519")])
def test_unsupported_key_type(
    make_p12: Callable[..., Path], newkey: tuple[str, ...], kind: str
) -> None:
    with pytest.raises(SigningError, match=f"密钥类型.*{kind}.*不能用来签 PDF"):
        load_pkcs12(make_p12(newkey=newkey), "pw")


def test_short_key(make_p12: Callable[..., Path]) -> None:
    with pytest.raises(SigningError, match="1024 位"):
        load_pkcs12(make_p12(newkey=("rsa:1024",)), "pw")


def test_certificate_for_encryption_only(make_p12: Callable[..., Path]) -> None:
    credential = load_pkcs12(make_p12(usage="keyEncipherment"), "pw")
    assert "用途不含签名" in (credential_problem(credential, datetime.now(UTC)) or "")


@pytest.mark.parametrize("usage", ["", "digitalSignature", "nonRepudiation,keyEncipherment"])
def test_certificate_that_may_sign(make_p12: Callable[..., Path], usage: str) -> None:
    credential = load_pkcs12(make_p12(usage=usage), "pw")
    assert credential_problem(credential, datetime.now(UTC)) is None


@pytest.mark.parametrize(
    ("offset", "sentence"),
    [
        (timedelta(seconds=-1), "尚未生效"),
        (timedelta(0), None),
        (timedelta(days=29), None),
        (timedelta(days=40), "已过期"),
    ],
)
def test_validity_dates(rsa_pki: Pki, offset: timedelta, sentence: str | None) -> None:
    problem = credential_problem(rsa_pki.credential, rsa_pki.credential.not_before + offset)
    assert problem is None if sentence is None else sentence in (problem or "")


def test_require_usable_raises_the_sentence(rsa_pki: Pki) -> None:
    require_usable(rsa_pki.credential, NOW)
    expired = replace(rsa_pki.credential, not_after=NOW - timedelta(days=1))
    with pytest.raises(SigningError, match="已过期"):
        require_usable(expired, NOW)

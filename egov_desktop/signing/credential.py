"""A certificate with its private key (签名证书), loaded from a file."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import SigningError
from egov_desktop.signing.certificate import CertificateFacts, certificate_facts

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from pyhanko.sign.signers import SimpleSigner

    SigningKey = RSAPrivateKey | EllipticCurvePrivateKey

_LARGEST_FILE = 1 << 20
_SHORTEST_RSA_KEY = 2048
_SHORTEST_ELLIPTIC_KEY = 256


@dataclass(frozen=True, kw_only=True)
class Credential(CertificateFacts):
    """What is needed to sign: facts for the guards, certificates and key for the signature."""

    certificate: bytes = field(repr=False)
    chain: tuple[bytes, ...] = field(repr=False)
    """The other certificates of the file, DER, in no particular order."""
    key: "SigningKey" = field(repr=False)


def load_pkcs12(path: Path, password: str | None) -> Credential:
    """Load a certificate file (.p12, .pfx); SigningError says what is wrong with it.

    Dates and purpose are judged by `credential_problem`, so that a window can show the
    certificate beside the problem.
    """
    key, certificate, others = _unlocked(path, _content(path), password)
    if key is None:
        raise SigningError(
            f"证书文件“{path.name}”里没有私钥，只能验证、不能签名；请导出带私钥的证书文件。"
        )
    if certificate is None:
        raise SigningError(
            f"证书文件“{path.name}”里没有与私钥对应的证书；请重新导出带私钥和证书的文件。"
        )
    return _credential(_signing_key(path, key), certificate, others)


def credential_problem(credential: Credential, now: datetime) -> str | None:
    """Say in one sentence why nothing can be signed with it at a moment, or None."""
    if trouble := credential.validity_problem(now):
        return f"“{credential.holder}”的证书{trouble}；请核对本机时间，或换用有效的证书。"
    if not credential.may_sign:
        return f"“{credential.holder}”的证书用途不含签名；请换用签名证书（不是加密证书）。"
    return None


def require_usable(credential: Credential, now: datetime) -> None:
    """Raise SigningError when `credential_problem` finds one."""
    if problem := credential_problem(credential, now):
        raise SigningError(problem)


def signer_of(credential: Credential) -> "SimpleSigner":
    """Return pyHanko's signer for a credential; roots are not embedded."""
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives import serialization
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = credential.key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    store = SimpleCertificateStore()
    store.register_multiple([x509.Certificate.load(der) for der in credential.chain])
    return SimpleSigner(
        signing_cert=x509.Certificate.load(credential.certificate),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=store,
        embed_roots=False,
    )


def _content(path: Path) -> bytes:
    from asn1crypto import pkcs12

    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST_FILE)
    except FileNotFoundError as error:
        raise SigningError(f"找不到证书文件“{path}”；请核对路径或重新选择。") from error
    except OSError as error:
        raise SigningError(f"读不了证书文件“{path}”（{error.strerror}）；请核对权限。") from error
    try:
        outer = pkcs12.Pfx.load(content, strict=True)
        genuine = outer["version"].native == "v3" and outer["auth_safe"].native is not None
    except (ValueError, TypeError):
        genuine = False
    if not genuine:
        raise SigningError(
            f"“{path.name}”不是 PKCS#12 证书文件或已损坏；请选择扩展名为 .p12 或 .pfx 的证书文件。"
        )
    return content


def _unlocked(
    path: Path, content: bytes, password: str | None
) -> "tuple[PrivateKeyTypes | None, x509.Certificate | None, list[x509.Certificate]]":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        return pkcs12.load_key_and_certificates(content, password.encode() if password else None)
    except UnsupportedAlgorithm as error:
        raise _unsupported(path, "国密 SM2 或其他不支持的算法") from error
    except ValueError as error:
        if password:
            raise SigningError(
                f"证书文件“{path.name}”的密码不对（或文件已损坏）；请重新输入。"
            ) from error
        raise SigningError(f"证书文件“{path.name}”设有密码；请输入密码。") from error


def _signing_key(path: Path, key: "PrivateKeyTypes") -> "SigningKey":
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise _unsupported(path, type(key).__name__.removesuffix("PrivateKey"))
    shortest = _SHORTEST_RSA_KEY if isinstance(key, RSAPrivateKey) else _SHORTEST_ELLIPTIC_KEY
    if key.key_size < shortest:
        raise SigningError(
            f"证书文件“{path.name}”的密钥只有 {key.key_size} 位，强度不够"
            f"（至少 {shortest} 位）；请换用新证书。"
        )
    return key


def _unsupported(path: Path, kind: str) -> SigningError:
    return SigningError(
        f"证书文件“{path.name}”的密钥类型（{kind}）不能用来签 PDF；请换用 RSA 或 ECDSA 证书。"
    )


def _credential(
    key: "SigningKey", certificate: "x509.Certificate", others: "list[x509.Certificate]"
) -> Credential:
    from asn1crypto import x509 as asn1_x509
    from cryptography.hazmat.primitives.serialization import Encoding

    der = certificate.public_bytes(Encoding.DER)
    return Credential(
        **vars(certificate_facts(asn1_x509.Certificate.load(der))),
        certificate=der,
        chain=tuple(other.public_bytes(Encoding.DER) for other in others),
        key=key,
    )

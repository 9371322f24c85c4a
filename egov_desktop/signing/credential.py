"""A certificate with its private key (签名证书): in a PKCS#12 file, or left in a token."""

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import SigningError
from egov_desktop.signing.certificate import CertificateFacts, certificate_facts
from egov_desktop.signing.library import cannot_parse, quiet_library
from egov_desktop.signing.troubles import credential_problem, require_usable

if TYPE_CHECKING:
    from asn1crypto import x509 as asn1_x509
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from pkcs11 import Session
    from pyhanko.sign.signers import Signer

    SigningKey = RSAPrivateKey | EllipticCurvePrivateKey

__all__ = [
    "Credential",
    "TokenKey",
    "content_of",
    "credential_problem",
    "load_pkcs12",
    "make_credential",
    "require_signing_key",
    "require_usable",
    "signer_of",
    "unsupported_key",
]
_LARGEST_FILE = 1 << 20
_SHORTEST_RSA_KEY = 2048
_SHORTEST_ELLIPTIC_KEY = 256


@dataclass(frozen=True)
class TokenKey:
    """A private key that never leaves its token (UKey): where it lies, while logged in."""

    session: "Session" = field(repr=False)
    identifier: bytes
    """CKA_ID of the key."""
    hash_in_program: bool
    """The token signs hashes only (its ECDSA mechanism); hashing is done here."""


@dataclass(frozen=True, kw_only=True)
class Credential(CertificateFacts):
    """What is needed to sign: facts for the guards, certificates and key for the signature."""

    chain: tuple[bytes, ...] = field(repr=False)
    """The other certificates of the file, DER, in no particular order."""
    key: "SigningKey | TokenKey" = field(repr=False)

    @property
    def facts(self) -> CertificateFacts:
        """What may be shown and kept: all but the key."""
        names = [each.name for each in fields(CertificateFacts)]
        return CertificateFacts(**{name: getattr(self, name) for name in names})


def load_pkcs12(path: Path, password: str | None) -> Credential:
    """Load a certificate file (.p12, .pfx); SigningError says what is wrong with it.

    Dates and purpose are judged by `credential_troubles`, so that a window can show the
    certificate beside the problem.
    """
    quiet_library()
    content = content_of(path)
    _require_pkcs12(path, content)
    key, certificate, others = _unlocked(path, content, password)
    if key is None:
        raise SigningError(
            f"证书文件“{path.name}”里没有私钥，只能验证、不能签名；请导出带私钥的证书文件。"
        )
    if certificate is None:
        raise SigningError(
            f"证书文件“{path.name}”里没有与私钥对应的证书；请重新导出带私钥和证书的文件。"
        )
    return make_credential(require_signing_key(path, key), certificate, others)


def signer_of(credential: Credential) -> "Signer":
    """Return pyHanko's signer for a credential; roots are not embedded."""
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives import serialization
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    certificate = x509.Certificate.load(credential.certificate)
    chain = [x509.Certificate.load(der) for der in credential.chain]
    if isinstance(credential.key, TokenKey):
        return _token_signer(credential.key, certificate, chain)
    key = credential.key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    store = SimpleCertificateStore()
    store.register_multiple(chain)
    return SimpleSigner(
        signing_cert=certificate,
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=store,
        embed_roots=False,
    )


def _token_signer(
    key: TokenKey, certificate: "asn1_x509.Certificate", chain: "list[asn1_x509.Certificate]"
) -> "Signer":
    from pyhanko.sign.pkcs11 import PKCS11Signer

    return PKCS11Signer(
        key.session,
        signing_cert=certificate,
        ca_chain=chain,
        key_id=key.identifier,
        embed_roots=False,
        use_raw_mechanism=key.hash_in_program,
    )


def content_of(path: Path) -> bytes:
    """Read a certificate file; SigningError when that is not possible."""
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST_FILE)
    except FileNotFoundError as error:
        raise SigningError(f"找不到证书文件“{path}”；请核对路径或重新选择。") from error
    except OSError as error:
        raise SigningError(f"读不了证书文件“{path}”（{error.strerror}）；请核对权限。") from error


def _require_pkcs12(path: Path, content: bytes) -> None:
    from asn1crypto import pkcs12

    try:
        outer = pkcs12.Pfx.load(content, strict=True)
        genuine = outer["version"].native == "v3" and outer["auth_safe"].native is not None
    except cannot_parse():
        genuine = False
    if not genuine:
        raise SigningError(
            f"“{path.name}”不是 PKCS#12 证书文件或已损坏；请选择扩展名为 .p12 或 .pfx 的证书文件。"
        )


def _unlocked(
    path: Path, content: bytes, password: str | None
) -> "tuple[PrivateKeyTypes | None, x509.Certificate | None, list[x509.Certificate]]":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        return pkcs12.load_key_and_certificates(content, password.encode() if password else None)
    except UnsupportedAlgorithm as error:
        raise unsupported_key(path, "国密 SM2 或其他不支持的算法") from error
    except ValueError as error:
        if password:
            raise SigningError(
                f"证书文件“{path.name}”的密码不对（或文件已损坏）；请重新输入。"
            ) from error
        raise SigningError(f"证书文件“{path.name}”设有密码；请输入密码。") from error


def require_signing_key(path: Path, key: "PrivateKeyTypes") -> "SigningKey":
    """Return the key when it can sign a PDF; SigningError says why not."""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise unsupported_key(path, type(key).__name__.removesuffix("PrivateKey"))
    shortest = _SHORTEST_RSA_KEY if isinstance(key, RSAPrivateKey) else _SHORTEST_ELLIPTIC_KEY
    if key.key_size < shortest:
        raise SigningError(
            f"证书文件“{path.name}”的密钥只有 {key.key_size} 位，强度不够"
            f"（至少 {shortest} 位）；请换用新证书。"
        )
    return key


def unsupported_key(path: Path, kind: str) -> SigningError:
    """Say that this kind of key signs no PDF."""
    return SigningError(
        f"证书文件“{path.name}”的密钥类型（{kind}）不能用来签 PDF；请换用 RSA 或 ECDSA 证书。"
    )


def make_credential(
    key: "SigningKey", certificate: "x509.Certificate", others: "list[x509.Certificate]"
) -> Credential:
    """Put together a key from a file, its certificate and the certificates beside it."""
    from asn1crypto import x509 as asn1_x509
    from cryptography.hazmat.primitives.serialization import Encoding

    der = certificate.public_bytes(Encoding.DER)
    try:
        facts = certificate_facts(asn1_x509.Certificate.load(der))
    except cannot_parse() as error:
        raise SigningError("与私钥对应的证书已损坏；请重新导出证书文件。") from error
    return Credential(
        **vars(facts),
        chain=tuple(other.public_bytes(Encoding.DER) for other in others),
        key=key,
    )

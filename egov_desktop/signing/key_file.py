"""Certificate files: PKCS#12, or PEM with the key and its certificate in one file."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import SigningError
from egov_desktop.signing.credential import (
    Credential,
    content_of,
    load_pkcs12,
    make_credential,
    require_signing_key,
    unsupported_key,
)
from egov_desktop.signing.library import cannot_parse, quiet_library

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

_KEY = re.compile(rb"-----BEGIN ([A-Z ]*PRIVATE KEY)-----\s.*?-----END \1-----", re.DOTALL)
_CERTIFICATE = re.compile(
    rb"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----\s.*?-----END [A-Z0-9 ]+-----", re.DOTALL
)


def load_key_file(path: Path, password: str | None) -> tuple[Credential, ...]:
    """Load the credentials of a certificate file; SigningError says what is wrong with it."""
    quiet_library()
    content = content_of(path)
    if b"-----BEGIN " not in content:
        return (load_pkcs12(path, password),)
    keys = [_unlocked(path, found[0], password) for found in _KEY.finditer(content)]
    if not keys:
        raise SigningError(
            f"证书文件“{path.name}”里没有私钥，只能验证、不能签名；请把私钥和证书放在同一个文件里。"
        )
    certificates = _certificates(path, content)
    return tuple(_with_key(path, key, certificates) for key in keys)


def _unlocked(path: Path, block: bytes, password: str | None) -> "PrivateKeyTypes":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    is_locked = b"ENCRYPTED" in block
    if is_locked and not password:
        raise SigningError(f"证书文件“{path.name}”的私钥设有密码；请输入密码。")
    try:
        return load_pem_private_key(block, password.encode() if is_locked and password else None)
    except UnsupportedAlgorithm as error:
        raise unsupported_key(path, "国密 SM2 或其他不支持的算法") from error
    except (ValueError, TypeError) as error:
        if is_locked:
            raise SigningError(
                f"证书文件“{path.name}”的密码不对（或文件已损坏）；请重新输入。"
            ) from error
        raise SigningError(f"证书文件“{path.name}”里的私钥已损坏；请重新导出。") from error


def _certificates(path: Path, content: bytes) -> "list[x509.Certificate]":
    from cryptography import x509

    try:
        found = [x509.load_pem_x509_certificate(each[0]) for each in _CERTIFICATE.finditer(content)]
        for certificate in found:
            certificate.public_key()  # parsed lazily: do it here
        return found
    except cannot_parse() as error:
        raise SigningError(f"证书文件“{path.name}”里的证书已损坏；请重新导出。") from error


def _with_key(
    path: Path, key: "PrivateKeyTypes", certificates: "list[x509.Certificate]"
) -> Credential:
    usable = require_signing_key(path, key)
    mine = [each for each in certificates if each.public_key() == usable.public_key()]
    if not mine:
        raise SigningError(
            f"证书文件“{path.name}”里没有与私钥对应的证书；请把私钥和证书放在同一个文件里。"
        )
    return make_credential(usable, mine[0], [each for each in certificates if each != mine[0]])

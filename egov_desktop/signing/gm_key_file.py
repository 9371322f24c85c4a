"""SM2 keys and certificates in files as OpenSSL writes them: PEM, PKCS#8 (PBES2), SEC1, DER."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import SigningError
from egov_desktop.signing.gm_signature import CURVE, UNREADABLE, public_point

if TYPE_CHECKING:
    from asn1crypto import algos, keys, x509
    from cryptography.hazmat.primitives.ciphers import CipherAlgorithm
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

_LARGEST_FILE = 1 << 20
_MOST_ROUNDS = 10_000_000
_SM4_CBC = "1.2.156.10197.1.104.2"
_SEC1 = ("EC PRIVATE KEY", "SM2 PRIVATE KEY")

Block = tuple[str, dict[str, str], bytes]
"""The name, the headers and the bytes of one part of a PEM file."""


def load_key(path: Path, password: str | None) -> tuple[int, bytes]:
    """Return secret and public point of the key in a file; SigningError says what is wrong."""
    blocks = [block for block in _blocks(path, "SM2 密钥") if block[0].endswith("PRIVATE KEY")]
    if not blocks:
        raise SigningError(f"“{path.name}”里没有私钥；请选择 PEM 格式的 SM2 私钥文件。")
    kind, headers, der = blocks[0]
    if headers:
        raise SigningError(
            f"“{path.name}”用旧式 PEM 加密，不受支持；请先用 openssl pkcs8 -topk8 转换。"
        )
    if kind == "ENCRYPTED PRIVATE KEY":
        der = _decrypted(path, der, password)
    try:
        return _key_in(der, is_bare=kind in _SEC1)
    except UNREADABLE as error:
        raise SigningError(
            f"“{path.name}”里的私钥不是 SM2 密钥或已损坏；请换用 SM2 私钥文件。"
        ) from error


def load_certificates(path: Path) -> "list[x509.Certificate]":
    """Return the certificates of a file, PEM or DER; SigningError when it cannot be read."""
    from asn1crypto import x509

    from egov_desktop.signing.certificate import certificate_facts

    try:
        found = [
            x509.Certificate.load(der, strict=True)
            for kind, _, der in _blocks(path, "证书")
            if kind.endswith("CERTIFICATE")
        ]
        for certificate in found:
            certificate_facts(certificate)  # parsed lazily: do it here
    except UNREADABLE as error:
        raise SigningError(f"“{path.name}”里的证书已损坏；请换用 PEM 或 DER 证书文件。") from error
    return found


def _blocks(path: Path, what: str) -> list[Block]:
    """Return the parts of a PEM file; DER counts as one certificate."""
    from asn1crypto import pem

    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST_FILE)
    except FileNotFoundError as error:
        raise SigningError(f"找不到{what}文件“{path}”；请核对路径或重新选择。") from error
    except OSError as error:
        raise SigningError(f"读不了{what}文件“{path}”（{error.strerror}）；请核对权限。") from error
    if not pem.detect(content):
        return [("CERTIFICATE", {}, content)] if content.startswith(b"0") else []
    try:
        return list(pem.unarmor(content, multiple=True))
    except UNREADABLE as error:
        raise SigningError(f"{what}文件“{path.name}”已损坏；请重新选择。") from error


def _key_in(der: bytes, *, is_bare: bool) -> tuple[int, bytes]:
    from asn1crypto import keys

    if is_bare:
        key, curve = keys.ECPrivateKey.load(der, strict=True), None
    else:
        info = keys.PrivateKeyInfo.load(der, strict=True)
        algorithm = info["private_key_algorithm"]
        if algorithm["algorithm"].native != "ec":
            raise ValueError("not a key of an elliptic curve")
        key, curve = info["private_key"].parsed, _curve(algorithm["parameters"])
    curve = curve or _curve(key["parameters"])
    if curve != CURVE:
        raise ValueError("not a key on the SM2 curve")
    secret = int(key["private_key"].native)
    point = public_point(secret)
    if key["public_key"].native is not None and bytes(key["public_key"]) != point:
        raise ValueError("the public key is not the one of the secret key")
    return secret, point


def _curve(parameters: "keys.ECDomainParameters") -> str | None:
    return parameters.native if parameters.name == "named" else None


def _decrypted(path: Path, der: bytes, password: str | None) -> bytes:
    """Return the plain PKCS#8 of an encrypted one (PBES2)."""
    from asn1crypto import keys

    if not password:
        raise SigningError(f"SM2 密钥文件“{path.name}”设有密码；请输入密码。")
    try:
        info = keys.EncryptedPrivateKeyInfo.load(der, strict=True)
        algorithm = info["encryption_algorithm"]
        if algorithm["algorithm"].native != "pbes2":
            raise _unsupported(path)
        scheme = algorithm["parameters"]["encryption_scheme"]
        cipher, length = _cipher(path, scheme)
        derive = _key_derivation(path, algorithm["parameters"]["key_derivation_func"], length)
        iv = bytes(scheme["parameters"].native)
        content = bytes(info["encrypted_data"])
    except UNREADABLE as error:
        raise _unsupported(path) from error
    return _unpadded(path, _deciphered(cipher(derive(password.encode())), iv, content))


def _cipher(
    path: Path, scheme: "algos.EncryptionAlgorithm"
) -> "tuple[Callable[[bytes], CipherAlgorithm], int]":
    from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4

    name = scheme["algorithm"].native
    if name == _SM4_CBC:
        return SM4, 16
    lengths = {"aes128_cbc": 16, "aes192_cbc": 24, "aes256_cbc": 32}
    if name not in lengths:
        raise _unsupported(path)
    return AES, lengths[name]


def _key_derivation(
    path: Path, function: "algos.KdfAlgorithm", length: int
) -> Callable[[bytes], bytes]:
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

    given = function["parameters"]
    if function["algorithm"].native != "pbkdf2" or int(given["iteration_count"]) > _MOST_ROUNDS:
        raise _unsupported(path)
    digest = _digest(path, given["prf"]["algorithm"].native)
    salt, rounds = bytes(given["salt"].native), int(given["iteration_count"])
    return lambda password: PBKDF2HMAC(digest, length, salt, rounds).derive(password)


def _digest(path: Path, prf: str) -> "HashAlgorithm":
    from cryptography.hazmat.primitives import hashes

    digests = {"sha1": hashes.SHA1, "sha256": hashes.SHA256, "sha512": hashes.SHA512}
    if prf not in digests:
        raise _unsupported(path)
    return digests[prf]()


def _deciphered(cipher: "CipherAlgorithm", iv: bytes, content: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import CBC

    decryptor = Cipher(cipher, CBC(iv)).decryptor()
    try:
        return decryptor.update(content) + decryptor.finalize()
    except ValueError:
        return b""


def _unpadded(path: Path, padded: bytes) -> bytes:
    from cryptography.hazmat.primitives.padding import PKCS7

    unpadder = PKCS7(128).unpadder()
    try:
        plain = unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        plain = b""
    if not plain.startswith(b"0"):
        raise SigningError(f"SM2 密钥文件“{path.name}”的密码不对（或文件已损坏）；请重新输入。")
    return plain


def _unsupported(path: Path) -> SigningError:
    return SigningError(
        f"SM2 密钥文件“{path.name}”的加密方式不受支持；请用 openssl pkcs8 -topk8 转换。"
    )

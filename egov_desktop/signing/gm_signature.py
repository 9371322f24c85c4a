"""SM2 signatures (GB/T 32918) in the DER form of GB/T 35276, over SM3 and the default identity."""

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asn1crypto import keys

CURVE = "1.2.156.10197.1.301"
IDENTITY = b"1234567812345678"
"""The identity of the signer that is agreed where none is known (GB/T 35276)."""
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError)
"""What asn1crypto raises on damaged or malicious bytes."""

_FIELD = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_COORDINATE = 32


def public_point(secret: int) -> bytes:
    """Return the uncompressed public key of a secret; ValueError for one that is none."""
    from gmalg import SM2

    if not 1 <= secret <= _ORDER - 2:
        raise ValueError("not a secret key of SM2")
    return bytes(SM2().generate_pk(secret.to_bytes(_COORDINATE)))


def sign(message: bytes, secret: int) -> bytes:
    """Return the signature of a message, DER."""
    from asn1crypto.algos import DSASignature
    from gmalg import SM2

    engine = SM2(secret.to_bytes(_COORDINATE), IDENTITY)
    r, s = (int.from_bytes(part) for part in engine.sign(message))
    return bytes(DSASignature({"r": r, "s": s}).dump())


def is_signed(message: bytes, signature: bytes, point: bytes, identity: bytes = IDENTITY) -> bool:
    """Tell whether a DER signature over a message belongs to a public key.

    Raises ValueError when the signature is not the one DER form of two numbers.
    """
    from asn1crypto.algos import DSASignature
    from gmalg import SM2

    parsed = DSASignature.load(signature, strict=True)
    r, s = int(parsed["r"]), int(parsed["s"])
    if DSASignature({"r": r, "s": s}).dump() != signature:
        raise ValueError("not the DER form of a signature")
    if not (1 <= r < _ORDER and 1 <= s < _ORDER):
        return False
    # the library asks for an identity, OpenSSL's certificates may have an empty one
    core = SM2()._core
    key = (int.from_bytes(point[1 : 1 + _COORDINATE]), int.from_bytes(point[1 + _COORDINATE :]))
    return bool(core.verify(message, r, s, identity, key))


def sm3(data: bytes) -> bytes:
    """Return the SM3 digest of a few bytes, on every machine; slow on large data."""
    from gmalg import SM3

    engine = SM3()
    engine.update(data)
    return bytes(engine.value())


def point_of(key: "keys.PublicKeyInfo") -> bytes:
    """Return the uncompressed point of a public key; ValueError when it is no key of SM2."""
    if key.algorithm != "ec" or key.curve != ("named", CURVE):
        raise ValueError("not a key on the SM2 curve")
    point = bytes(key["public_key"])
    if len(point) != 1 + 2 * _COORDINATE or point[0] != 4:
        raise ValueError("not an uncompressed point")
    x, y = int.from_bytes(point[1:33]), int.from_bytes(point[33:])
    if not (x < _FIELD and y < _FIELD and (y * y - (x * x * x - 3 * x + _B)) % _FIELD == 0):
        raise ValueError("not a point of the SM2 curve")
    return point


def fingerprint(point: bytes) -> str:
    """Return the SHA-256 of a public key (SubjectPublicKeyInfo, DER), hexadecimal."""
    return hashlib.sha256(public_key_info(point).dump()).hexdigest()


def public_key_info(point: bytes) -> "keys.PublicKeyInfo":
    """Return a public key as it stands in certificates and PEM files."""
    from asn1crypto import keys

    algorithm = {
        "algorithm": "ec",
        "parameters": keys.ECDomainParameters("named", CURVE),
    }
    return keys.PublicKeyInfo({"algorithm": algorithm, "public_key": keys.ECPointBitString(point)})

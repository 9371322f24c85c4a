"""A throw-away certificate (一次性示例证书) for the demo and the tests: worth nothing in law."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.files import replacing

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    SigningKey = RSAPrivateKey | EllipticCurvePrivateKey

_ORGANISATION = "示例证书，无法律效力"
_NAME_BYTES = 52  # a common name holds 64 bytes; the mark takes twelve
_CLOCK_SKEW = timedelta(hours=1)


def make_throwaway_credential(
    folder: Path,
    name: str,
    now: datetime,
    *,
    password: str | None = None,
    elliptic: bool = False,
    lifetime: timedelta = timedelta(days=30),
) -> tuple[Path, Path]:
    """Make a root and a signer's certificate below it; return the .p12 and the root's PEM file."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12

    root_key, key = _new_key(elliptic), _new_key(elliptic)
    validity = (now - _CLOCK_SKEW, now + lifetime)
    short = name.encode()[:_NAME_BYTES].decode(errors="ignore")
    root_name, holder = _subject("示例根证书"), _subject(f"{short}（示例）")
    root = _issued(root_name, root_key, root_name, root_key, validity)
    certificate = _issued(holder, key, root_name, root_key, validity)
    lock = (
        serialization.BestAvailableEncryption(password.encode())
        if password
        else serialization.NoEncryption()
    )
    bag = pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, [root], lock)
    p12, pem = folder / "signer.p12", folder / "root.pem"
    for path, content in ((p12, bag), (pem, root.public_bytes(serialization.Encoding.PEM))):
        with replacing(path) as stream:
            stream.write(content)
    return p12, pem


def _new_key(elliptic: bool) -> "SigningKey":
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if elliptic:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _subject(name: str) -> "x509.Name":
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _issued(
    subject: "x509.Name",
    key: "SigningKey",
    issuer: "x509.Name",
    issuer_key: "SigningKey",
    validity: tuple[datetime, datetime],
) -> "x509.Certificate":
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    is_root = subject == issuer
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        x509.CertificateBuilder(
            issuer_name=issuer,
            subject_name=subject,
            public_key=key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=validity[0],
            not_valid_after=validity[1],
        )
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(_usage(is_root), critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(authority, critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def _usage(is_root: bool) -> "x509.KeyUsage":
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )

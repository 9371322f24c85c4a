"""A real token: SoftHSM2 in a folder of its own, filled as an authority hands out a UKey."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pkcs11
from cryptography.hazmat.primitives import serialization
from pkcs11 import Attribute, CertificateType, ObjectClass

from egov_desktop.signing.credential import Credential, TokenKey

DRIVER = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "123456"


@dataclass(frozen=True)
class Ukey:
    """A token with its serial number."""

    label: str
    serial: str


def use_private_store(folder: Path) -> None:
    """Let SoftHSM keep its tokens in a folder, for this process."""
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    pkcs11.unload(str(DRIVER))


def make_token(folder: Path, label: str, credentials: Sequence[Credential]) -> Ukey:
    """Make a token with keys, their certificates and the authority's certificate."""
    _util("--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "87654321")
    for number, credential in enumerate(credentials, 1):
        assert not isinstance(credential.key, TokenKey)
        pem = credential.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        (folder / "key.pem").write_bytes(pem)
        identity = ("--label", f"key {number}", "--id", f"{number:02X}")
        _util("--import", str(folder / "key.pem"), "--token", label, "--pin", PIN, *identity)
    pkcs11.unload(str(DRIVER))
    token = pkcs11.lib(str(DRIVER)).get_token(token_label=label)
    with token.open(rw=True, user_pin=PIN) as session:
        for number, credential in enumerate(credentials, 1):
            _put(session, credential.certificate, f"key {number}", bytes([number]))
            for der in credential.chain:
                _put(session, der, f"authority {number}", bytes([200 + number]))
    return Ukey(label, token.serial.decode().strip())


def _put(session: pkcs11.Session, der: bytes, label: str, identifier: bytes) -> None:
    from asn1crypto import x509

    certificate = x509.Certificate.load(der)
    session.create_object(
        {
            Attribute.CLASS: ObjectClass.CERTIFICATE,
            Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
            Attribute.TOKEN: True,
            Attribute.PRIVATE: False,
            Attribute.LABEL: label,
            Attribute.ID: identifier,
            Attribute.SUBJECT: certificate.subject.dump(),
            Attribute.VALUE: der,
        }
    )


def _util(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)

"""A real token for the window: SoftHSM2 in a folder of its own."""

import os
import subprocess
from datetime import datetime
from pathlib import Path

import pkcs11
from asn1crypto import x509
from cryptography.hazmat.primitives import serialization
from pkcs11 import Attribute, CertificateType, ObjectClass

from egov_desktop.signing.credential import TokenKey, load_pkcs12
from egov_desktop.signing.throwaway import make_throwaway_credential

DRIVER = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "123456"


def use_private_store(folder: Path) -> None:
    """Let SoftHSM keep its tokens in a folder, for this process and its children."""
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    pkcs11.unload(str(DRIVER))


def make_token(folder: Path, label: str, holders: list[str], now: datetime) -> None:
    """Make a token with a key and a certificate for each holder."""
    _util("--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "87654321")
    certificates = []
    for number, holder in enumerate(holders, 1):
        place = folder / f"{label}-{number}"
        place.mkdir()
        p12, _root = make_throwaway_credential(place, holder, now, elliptic=True)
        credential = load_pkcs12(p12, None)
        assert not isinstance(credential.key, TokenKey)
        pem = place / "key.pem"
        pem.write_bytes(
            credential.key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        _util(
            *("--import", str(pem), "--token", label, "--pin", PIN),
            *("--label", f"key {number}", "--id", f"{number:02X}"),
        )
        certificates.append(credential.certificate)
    pkcs11.unload(str(DRIVER))
    token = pkcs11.lib(str(DRIVER)).get_token(token_label=label)
    with token.open(rw=True, user_pin=PIN) as session:
        for number, der in enumerate(certificates, 1):
            _put(session, der, bytes([number]))


def _put(session: pkcs11.Session, der: bytes, identifier: bytes) -> None:
    session.create_object(
        {
            Attribute.CLASS: ObjectClass.CERTIFICATE,
            Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
            Attribute.TOKEN: True,
            Attribute.PRIVATE: False,
            Attribute.LABEL: "certificate",
            Attribute.ID: identifier,
            Attribute.SUBJECT: x509.Certificate.load(der).subject.dump(),
            Attribute.VALUE: der,
        }
    )


def _util(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)

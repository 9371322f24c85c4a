"""SM2 keys and certificates as openssl makes them: a root, an authority, and signers."""

import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from egov_desktop.signing.sm2 import (
    Sm2Key,
    Sm2Verdict,
    open_sm2,
    sign_sm3_manifest,
    verify_sm3_manifest,
)

DATA = b"%064d  bagit.txt\n" % 7
IDENTITY = "distid:1234567812345678"
EXTENSIONS = """
[signing]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
[encrypting]
basicConstraints = critical, CA:FALSE
keyUsage = critical, keyEncipherment, dataEncipherment
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[no_authority]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
"""
Files = Mapping[str, bytes]


class Sm2Pki:
    """A root, an authority below it, and signers, all made by openssl."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "extensions.cnf").write_text(EXTENSIONS)
        self.key("root")
        subject = ("-subj", "/CN=SM2 Root", "-days", "60", "-out", "root.crt")
        self.openssl("req", "-x509", "-sm3", "-key", "root.key", *subject)
        self.issue("authority", "root", "authority")
        self.issue("signer", "authority", "signing")
        self.issue("encrypting", "root", "encrypting")
        self.issue("fake_authority", "root", "no_authority")
        self.issue("below_fake", "fake_authority", "signing")
        self.both("signer", "authority")
        self.both("below_fake", "fake_authority")
        self.openssl(
            "req",
            "-x509",
            "-sm3",
            "-key",
            self.key("self"),
            "-subj",
            "/CN=Self",
            "-out",
            "self.crt",
        )
        self.now = datetime.now(UTC)

    def openssl(self, *arguments: str | Path) -> str:
        command = ["openssl", *map(str, arguments)]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def key(self, name: str) -> Path:
        self.openssl("genpkey", "-algorithm", "SM2", "-out", f"{name}.key")
        return self.folder / f"{name}.key"

    def issue(self, name: str, issuer: str, extensions: str) -> None:
        request = ("-key", self.key(name), "-subj", f"/O=示例/CN={name}", "-utf8")
        agreed = ("-sigopt", IDENTITY)
        self.openssl("req", "-new", "-sm3", *request, *agreed, "-out", f"{name}.csr")
        by = ("-CA", f"{issuer}.crt", "-CAkey", f"{issuer}.key", "-CAcreateserial")
        kind = ("-extfile", "extensions.cnf", "-extensions", extensions, "-days", "30")
        identities = ("-vfyopt", IDENTITY, *agreed)
        self.openssl(
            "x509",
            "-req",
            "-sm3",
            "-in",
            f"{name}.csr",
            *by,
            *kind,
            *identities,
            "-out",
            f"{name}.crt",
        )

    def both(self, name: str, issuer: str) -> None:
        parts = [(self.folder / f"{one}.crt").read_bytes() for one in (issuer, name)]
        (self.folder / f"{name}.chain").write_bytes(b"".join(parts))

    def path(self, name: str) -> Path:
        return self.folder / name

    def source(self, name: str, kind: str = "crt") -> Sm2Key:
        return Sm2Key(self.path(f"{name}.key"), certificate=self.path(f"{name}.{kind}"))

    def signed(self, name: str, kind: str = "crt") -> Files:
        return sign_sm3_manifest(DATA, open_sm2(self.source(name, kind)), self.now)

    def judged(self, files: Files, *roots: str, now: datetime | None = None) -> Sm2Verdict:
        return verify_sm3_manifest(
            DATA, files, [self.path(root) for root in roots], now or self.now
        )

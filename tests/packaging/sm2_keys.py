"""SM2 keys and certificates as openssl makes them."""

import subprocess
from pathlib import Path


def openssl(*arguments: str | Path, folder: Path) -> str:
    """Run openssl, which must succeed, and return what it prints."""
    command = ["openssl", *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def make_key_and_certificate(folder: Path) -> tuple[Path, Path]:
    """Make an SM2 key and a self-signed certificate."""
    folder.mkdir(parents=True, exist_ok=True)
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    openssl("genpkey", "-algorithm", "SM2", "-out", key, folder=folder)
    subject = ("-subj", "/C=CN/O=Unit/CN=Signer", "-days", "30")
    files = ("-key", key, "-out", certificate)
    openssl("req", "-x509", "-sm3", *files, *subject, folder=folder)
    return key, certificate

"""A real PKI of OpenSSL: an authority with revocation lists, a signer, and `openssl ts`."""

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from egov_desktop.signing.sources import CertificateFile

_TODAY = datetime.now(UTC)
_BEGIN = f"{_TODAY - timedelta(days=30):%y%m%d%H%M%SZ}"
_END = f"{_TODAY + timedelta(days=365):%y%m%d%H%M%SZ}"
OFFICIALS = {"head": "赵负责", "lead": "钱项目", "finance": "孙财务"}
_P256 = ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
_CONFIG = """
[ca]
default_ca = here
[here]
dir = {folder}
database = $dir/index.txt
serial = $dir/serial
crlnumber = $dir/crlnumber
new_certs_dir = $dir
certificate = $dir/root.pem
private_key = $dir/root.key
default_md = sha256
default_crl_days = 30
policy = any
unique_subject = no
[any]
commonName = supplied
[v3_ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[stamper]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[req]
distinguished_name = nobody
[nobody]
[tsa]
default_tsa = clock
[clock]
serial = {folder}/tsa-serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/root.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True)
class Authority:
    """A certificate authority that also stamps time, in a folder of its own."""

    folder: Path

    @property
    def root(self) -> Path:
        """The root certificate, PEM."""
        return self.folder / "root.pem"

    def issue(
        self, name: str, common_name: str, kind: str = "signer", newkey: tuple[str, ...] = _P256
    ) -> Path:
        """Issue a certificate; return a PEM file with the key, it and the root."""
        key, request, certificate = (self.folder / f"{name}.{end}" for end in ("key", "csr", "pem"))
        self.openssl(
            *("req", "-new", "-utf8", "-nodes", "-newkey", *newkey),
            *("-keyout", key, "-out", request, "-subj", f"/CN={common_name}"),
        )
        self.openssl(
            *("ca", "-batch", "-utf8", "-notext", "-in", request, "-out", certificate),
            *("-extensions", kind, "-startdate", _BEGIN, "-enddate", _END),
        )
        both = self.folder / f"{name}-both.pem"
        both.write_bytes(key.read_bytes() + certificate.read_bytes() + self.root.read_bytes())
        return both

    def source(self, name: str) -> CertificateFile:
        """Return where the key of a person is."""
        return CertificateFile(self.folder / f"{name}-both.pem")

    def revoke(self, name: str, reason: str = "keyCompromise") -> None:
        """Revoke a certificate."""
        self.openssl("ca", "-revoke", self.folder / f"{name}.pem", "-crl_reason", reason)

    def revocation_list(self, name: str = "list", *more: str) -> Path:
        """Publish a revocation list, PEM."""
        path = self.folder / f"{name}.crl"
        self.openssl("ca", "-gencrl", "-out", path, *more)
        return path

    def stamp(self, request: bytes) -> bytes:
        """Reply to a timestamp request."""
        query, reply = self.folder / "query.tsq", self.folder / "reply.tsr"
        query.write_bytes(request)
        self.openssl("ts", "-reply", "-queryfile", query, "-out", reply)
        return reply.read_bytes()

    def openssl(self, command: str, *arguments: str | Path) -> None:
        """Run an OpenSSL command with the authority's settings."""
        parts = (command, *arguments, "-config", self.folder / "openssl.cnf")
        done = subprocess.run(
            ["openssl", *map(str, parts)],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def make_authority(folder: Path, name: str = "某证书颁发机构") -> Authority:
    """Make an authority with a root and a certificate for timestamps."""
    authority = Authority(folder)
    (folder / "openssl.cnf").write_text(_CONFIG.format(folder=folder), "utf-8")
    (folder / "index.txt").touch()
    for counter in ("serial", "crlnumber", "tsa-serial"):
        (folder / counter).write_text("1001\n")
    authority.openssl(
        *("req", "-new", "-x509", "-utf8", "-nodes", "-newkey", *_P256, "-days", "3650"),
        *("-subj", f"/CN={name}"),
        *("-extensions", "v3_ca", "-keyout", folder / "root.key", "-out", authority.root),
    )
    authority.issue("tsa", "某时间戳机构", "stamper", ("rsa:2048",))
    return authority

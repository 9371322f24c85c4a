"""PDFs signed and stamped by pyHanko alone, as another program might do it."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from asn1crypto import keys, pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore
from signing_tsa import Authority

NOW = datetime.now(UTC).replace(microsecond=0)


def der(path: Path) -> bytes:
    """Return what a PEM file holds first."""
    return pem.unarmor(path.read_bytes())[2]


def signer(authority: Authority, name: str) -> SimpleSigner:
    """Return a signer of the authority."""
    store = SimpleCertificateStore()
    store.register(x509.Certificate.load(der(authority.root)))
    return SimpleSigner(
        x509.Certificate.load(der(authority.folder / f"{name}.pem")),
        keys.PrivateKeyInfo.load(der(authority.folder / f"{name}.key")),
        store,
    )


def clock(authority: Authority, moment: datetime = NOW) -> DummyTimeStamper:
    """Return the authority's timestamps, all of one moment."""
    tsa = signer(authority, "tsa")
    return DummyTimeStamper(tsa.signing_cert, tsa.signing_key, tsa.cert_registry, fixed_dt=moment)


def signed(
    plain: Path, signer: SimpleSigner, clock: DummyTimeStamper | None = None, **how
) -> bytes:  # type: ignore[no-untyped-def]
    out = BytesIO()
    facts = PdfSignatureMetadata(
        field_name="Sig", subfilter=how.pop("subfilter", SigSeedSubFilter.PADES), **how
    )
    PdfSigner(facts, signer, timestamper=clock).sign_pdf(
        IncrementalPdfFileWriter(BytesIO(plain.read_bytes())), output=out
    )
    return out.getvalue()

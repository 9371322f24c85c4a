"""Which extended key usages (增强型密钥用法) let a person sign."""

from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from egov_desktop.signing.certificate import certificate_facts

NOW = datetime(2026, 3, 2, tzinfo=UTC)
KEY = ec.generate_private_key(ec.SECP256R1())
SERVER, CLIENT, MAIL = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4"
CODE, STAMPS, ANY = "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.8", "2.5.29.37.0"
DOCUMENTS = "1.3.6.1.5.5.7.3.36"


@pytest.mark.parametrize(
    ("purposes", "may_sign"),
    [
        ([], True),
        ([ANY], True),
        ([CLIENT, MAIL], True),
        ([SERVER, CLIENT], True),
        ([DOCUMENTS], True),
        ([SERVER], False),
        ([CODE], False),
        ([STAMPS], False),
        ([SERVER, "1.2.3.4"], False),
    ],
)
def test_only_a_purpose_of_persons_signs(purposes: list[str], may_sign: bool) -> None:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "张三")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(7)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=9))
    )
    if purposes:
        usages = x509.ExtendedKeyUsage([x509.ObjectIdentifier(each) for each in purposes])
        builder = builder.add_extension(usages, critical=False)
    made = builder.sign(KEY, hashes.SHA256()).public_bytes(Encoding.DER)
    assert certificate_facts(asn1_x509.Certificate.load(made)).may_sign is may_sign

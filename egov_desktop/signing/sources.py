"""Where a signer's key comes from: listing tokens and certificates, and opening one to sign."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from egov_desktop.signing.certificate import CertificateFacts
from egov_desktop.signing.credential import Credential
from egov_desktop.signing.source_kinds import (
    CertificateFile,
    PinState,
    Source,
    Token,
    TokenFacts,
    WrongPinError,
    chosen,
)

__all__ = [
    "CertificateFile",
    "PinState",
    "Source",
    "Token",
    "TokenFacts",
    "WrongPinError",
    "identities",
    "opened",
    "tokens",
]


def tokens(library: Path) -> tuple[TokenFacts, ...]:
    """Return the tokens that a PKCS#11 driver sees; none gives an empty tuple."""
    from egov_desktop.signing.token import token_facts

    return token_facts(library)


def identities(source: Source) -> tuple[CertificateFacts, ...]:
    """Return the certificates that could sign; without a PIN the public ones of a token."""
    if isinstance(source, Token):
        from egov_desktop.signing.token import token_identities

        return token_identities(source)
    from egov_desktop.signing.key_file import load_key_file

    return tuple(each.facts for each in load_key_file(source.path, source.password))


@contextmanager
def opened(source: Source) -> Iterator[Credential]:
    """Give the credential of a source while it is needed; a token is left logged out.

    Raises WrongPinError, or SigningError when the file, the token or the choice is not right.
    """
    if isinstance(source, Token):
        from egov_desktop.signing.token import token_credential

        with token_credential(source) as credential:
            yield credential
        return
    from egov_desktop.signing.key_file import load_key_file

    found = load_key_file(source.path, source.password)
    yield chosen(found, source.fingerprint, f"证书文件“{source.path.name}”")

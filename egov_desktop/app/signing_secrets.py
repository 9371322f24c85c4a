"""PINs and certificate passwords that a person chose to keep in the system's keyring (系统密钥环).

Every call may wait for the keyring to be unlocked: never on the window's thread.
"""

from dataclasses import replace

from egov_desktop.app.signing_choices import CertificateFile, Source, Token
from egov_desktop.storage import secrets


def keyring_name() -> str | None:
    """Return where secrets would be kept, in words; None when this PC has no fit place."""
    return secrets.keyring_name()


def keep(source: Source) -> str:
    """Keep the PIN or password of a source that works; return where it is kept, in words.

    Raises StorageError when there is no keyring.
    """
    return secrets.keep(_name(source), _secret(source) or "")


def with_kept(source: Source) -> Source:
    """Return a source with the PIN or password that is kept for it; as it is when none is."""
    secret = secrets.find(_name(source))
    if secret is None:
        return source
    if isinstance(source, Token):
        return replace(source, pin=secret)
    return replace(source, password=secret)


def forget(source: Source) -> None:
    """Take the PIN or password of a source away: it is wrong, or no longer wanted there."""
    secrets.forget(_name(source))


def _name(source: Source) -> str:
    if isinstance(source, CertificateFile):
        return f"file:{source.path.absolute()}"
    return f"token:{source.library}:{source.serial or ''}:{source.label or ''}"


def _secret(source: Source) -> str | None:
    return source.pin if isinstance(source, Token) else source.password

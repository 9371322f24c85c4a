"""What is set once for signing (签名设置): drivers, roots, revocation lists, the SM2 key's file.

Only paths are kept; passwords and PINs never are.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.fields import Raw
from egov_desktop.storage import preferences

_KEY = "signing"


@dataclass(frozen=True)
class SigningSettings:
    """Files that signing and verifying offer by themselves."""

    drivers: tuple[Path, ...] = ()
    """PKCS#11 drivers of tokens (UKey); the one used last comes first."""
    roots: tuple[Path, ...] = ()
    """Root certificates (根证书) that are trusted."""
    crls: tuple[Path, ...] = ()
    """Revocation lists (证书吊销列表)."""
    sm2_key: Path | None = None
    sm2_certificate: Path | None = None


def load(ws: Workspace) -> SigningSettings:
    """Return what was set; nothing at first."""
    kept = preferences.load(ws.store, _KEY)
    if not isinstance(kept, dict):
        return SigningSettings()
    return SigningSettings(
        _paths(kept.get("drivers")),
        _paths(kept.get("roots")),
        _paths(kept.get("crls")),
        _path(kept.get("sm2_key")),
        _path(kept.get("sm2_certificate")),
    )


def save(ws: Workspace, settings: SigningSettings) -> None:
    """Keep the settings; durable on return, a change goes into the audit."""
    value = {
        "drivers": [str(path) for path in settings.drivers],
        "roots": [str(path) for path in settings.roots],
        "crls": [str(path) for path in settings.crls],
        "sm2_key": str(settings.sm2_key) if settings.sm2_key else None,
        "sm2_certificate": str(settings.sm2_certificate) if settings.sm2_certificate else None,
    }
    kept: Raw = {key: each for key, each in value.items() if each}
    preferences.save(ws.store, _KEY, kept or None, **ws.stamp())


def remember_driver(ws: Workspace, driver: Path) -> None:
    """Put a driver that worked in front of the others."""
    settings = load(ws)
    others = tuple(each for each in settings.drivers if each != driver)
    save(ws, replace(settings, drivers=(driver, *others)))


def _paths(kept: Raw) -> tuple[Path, ...]:
    return tuple(Path(str(each)) for each in kept) if isinstance(kept, list) else ()


def _path(kept: Raw) -> Path | None:
    return Path(kept) if isinstance(kept, str) else None

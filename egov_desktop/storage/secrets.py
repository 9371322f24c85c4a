"""PINs and passwords in the system's keyring (系统密钥环), by choice only.

Only keyrings that encrypt and belong to the person who is logged in are used; where there is none
nothing is kept. Every call may wait for a person to unlock the keyring: never on the window's
thread.
"""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import StorageError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

KEYRINGS = {
    "keyring.backends.SecretService.Keyring": "系统密钥环（Secret Service）",
    "keyring.backends.kwallet.DBusKeyring": "KDE 钱包",
    "keyring.backends.Windows.WinVaultKeyring": "Windows 凭据管理器",
    "keyring.backends.macOS.Keyring": "macOS 钥匙串",
}
"""Class → the name by which people know it. Anything else is no place for a secret."""

_SERVICE = "egov-desktop"


def keyring_name() -> str | None:
    """Return where secrets would be kept, in words; None when there is no fit place."""
    backend = _backend()
    return KEYRINGS[_class_of(backend)] if backend else None


def keep(name: str, secret: str) -> str:
    """Keep a secret under a name; return where it is kept, in words."""
    backend = _required()
    with _explained():
        backend.set_password(_SERVICE, name, secret)
    return KEYRINGS[_class_of(backend)]


def find(name: str) -> str | None:
    """Return the secret kept under a name; None when there is none, or no keyring."""
    backend = _backend()
    if backend is None:
        return None
    with _explained():
        return backend.get_password(_SERVICE, name)


def forget(name: str) -> None:
    """Take away the secret kept under a name, if there is one."""
    backend = _backend()
    if backend is not None and find(name) is not None:
        with _explained():
            backend.delete_password(_SERVICE, name)


def _required() -> "KeyringBackend":
    backend = _backend()
    if backend is None:
        raise StorageError("本机没有可用的系统密钥环，密码没有保存；请每次签名时输入。")
    return backend


def _backend() -> "KeyringBackend | None":
    """Return the keyring that the system has set, or the fit one among several."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    with _explained():
        chosen = keyring.get_keyring()
        known = list(chosen.backends) if isinstance(chosen, ChainerBackend) else [chosen]
    return next((each for each in known if _class_of(each) in KEYRINGS), None)


def _class_of(backend: "KeyringBackend") -> str:
    return f"{type(backend).__module__}.{type(backend).__name__}"


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    from keyring.errors import KeyringError

    try:
        yield
    except KeyringError as error:
        raise StorageError(f"系统密钥环用不了，或没有解锁：{error}。请解锁后重试。") from error

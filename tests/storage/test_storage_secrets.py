"""Which keyrings are trusted with a PIN: real backends that refuse, and one in clear text."""

import subprocess
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backends import SecretService, chainer, fail, null

from egov_desktop.domain.errors import StorageError
from egov_desktop.storage import secrets

NAMED_IN_CLEAR = """
import keyring.backend


class PlaintextKeyring(keyring.backend.KeyringBackend):
    priority = 9

    kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]
"""


@pytest.fixture(autouse=True)
def _put_back() -> object:
    before = keyring.core._keyring_backend
    yield
    keyring.core._keyring_backend = before


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring()])
def test_a_keyring_that_keeps_nothing_is_none(backend: keyring.backend.KeyringBackend) -> None:
    keyring.set_keyring(backend)
    assert secrets.keyring_name() is None
    assert secrets.find("token:1") is None
    secrets.forget("token:1")
    with pytest.raises(StorageError, match="没有可用的系统密钥环"):
        secrets.keep("token:1", "123456")


def test_a_keyring_in_clear_text_is_never_used(tmp_path: Path) -> None:
    """The one that PYTHON_KEYRING_BACKEND names keeps whatever it is given."""
    (tmp_path / "plain_keyring.py").write_text(NAMED_IN_CLEAR)
    script = (
        "from egov_desktop.domain.errors import StorageError\n"
        "from egov_desktop.storage import secrets\n"
        "import keyring, plain_keyring\n"
        "assert type(keyring.get_keyring()).__name__ == 'PlaintextKeyring'\n"
        "assert secrets.keyring_name() is None\n"
        "try:\n"
        "    secrets.keep('a', 'b')\n"
        "except StorageError:\n"
        "    print(plain_keyring.PlaintextKeyring.kept)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={
            "PYTHON_KEYRING_BACKEND": "plain_keyring.PlaintextKeyring",
            "PYTHONPATH": f"{tmp_path}:{Path(secrets.__file__).parents[2]}",
            "HOME": str(tmp_path),
            "PATH": "/usr/bin:/bin",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "{}\n", done.stderr


def test_the_fit_one_among_several_is_found() -> None:
    """Only asked by name here: no desktop is running that could unlock it."""

    class Several(chainer.ChainerBackend):
        backends = (null.Keyring(), SecretService.Keyring())

    keyring.set_keyring(Several())
    assert secrets.keyring_name() == "系统密钥环（Secret Service）"


def test_every_name_of_the_list_is_a_keyring_of_the_library() -> None:
    from importlib import import_module

    for name in secrets.KEYRINGS:
        module, _, kind = name.rpartition(".")
        if module.endswith("macOS"):
            continue  # its module loads on no other system
        assert issubclass(getattr(import_module(module), kind), keyring.backend.KeyringBackend)

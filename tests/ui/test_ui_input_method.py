"""fcitx5 is spoken to as ibus where it offers that, on a real session bus."""

import os
import subprocess
import sys

import pytest

from egov_desktop.ui.input_method import use_what_is_there

PROGRAM = """
import sys
from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection
from egov_desktop.ui.input_method import use_what_is_there
offered = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "fcitx5")
for service in sys.argv[1:]:
    assert offered.registerService(service)
environment = {"XMODIFIERS": "@im=fcitx"}
use_what_is_there(environment)
print(environment.get("QT_IM_MODULE"), environment.get("IBUS_USE_PORTAL"))
"""


def chosen(*services: str) -> str:
    """Return what is chosen on a new session bus that offers these services."""
    command = ["dbus-run-session", "--", sys.executable, "-c", PROGRAM, *services]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_fcitx5_is_spoken_to_as_ibus() -> None:
    assert chosen("org.freedesktop.portal.IBus") == "ibus 1"


def test_without_the_portal_nothing_is_changed() -> None:
    assert chosen() == "None None"


@pytest.mark.parametrize("module", ["ibus", "", "compose"])
def test_another_input_method_is_left_alone(module: str) -> None:
    environment = {"QT_IM_MODULE": module}
    use_what_is_there(environment)
    assert environment == {"QT_IM_MODULE": module}


def test_a_desktop_without_a_bus_starts_all_the_same() -> None:
    program = (
        "from egov_desktop.ui.input_method import use_what_is_there;"
        "e = {'QT_IM_MODULE': 'fcitx'}; use_what_is_there(e); print(e['QT_IM_MODULE'])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.stdout.strip() == "fcitx"

"""Chinese input on Linux desktops whose fcitx plug-in does not load into our Qt."""

from collections.abc import MutableMapping

_PORTAL = "org.freedesktop.portal.IBus"
"""What fcitx5 offers to programs that speak ibus; Qt has a plug-in for ibus."""


def use_what_is_there(environment: MutableMapping[str, str]) -> None:
    """Speak ibus to fcitx5; must come before the application is made."""
    wanted = environment.get("QT_IM_MODULE", "") + environment.get("XMODIFIERS", "")
    if "fcitx" in wanted and _is_on_the_session_bus(_PORTAL):
        environment["QT_IM_MODULE"] = "ibus"
        environment["IBUS_USE_PORTAL"] = "1"


def _is_on_the_session_bus(service: str) -> bool:
    from PySide6.QtDBus import QDBusConnection

    bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "input-method")
    if not bus.isConnected():
        return False
    is_there = bool(bus.interface().isServiceRegistered(service).value())
    QDBusConnection.disconnectFromBus("input-method")
    return is_there

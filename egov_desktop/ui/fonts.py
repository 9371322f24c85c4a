"""Chinese type on every PC: our own fonts where the system has none."""

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
_OWN = ("NotoSansSC-Regular.ttf", "NotoSansSC-Medium.ttf")


def ensure_chinese(application: QApplication) -> None:
    """Use the program's own font when the system cannot show Chinese."""
    if QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        return
    added = [QFontDatabase.addApplicationFont(str(FONTS / name)) for name in _OWN]
    families = QFontDatabase.applicationFontFamilies(added[0])
    if families:
        application.setFont(QFont(families[0]))

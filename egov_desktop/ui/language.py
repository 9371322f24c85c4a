"""One language for the whole window: its own texts, Qt's dialogs, the calendar."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from egov_desktop.ui.translation import Language, _, language, use_language

_LOCALES = {
    Language.CHINESE: QLocale(QLocale.Language.Chinese, QLocale.Country.China),
    Language.ENGLISH: QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom),
}


def speak(application: QApplication, wanted: str) -> None:
    """Use a language from now on; what is on screen already is drawn again by its window."""
    use_language(wanted)
    locale = _LOCALES[language()]
    QLocale.setDefault(locale)
    for old in application.findChildren(QTranslator):
        application.removeTranslator(old)
        old.deleteLater()
    words = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load(locale, "qtbase", "_", folder):
        application.installTranslator(words)
    application.setApplicationDisplayName(_("电子政务项目报件"))

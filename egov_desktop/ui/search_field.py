"""The field that filters a list while one types; Ctrl+F goes there."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from egov_desktop.ui import icons, theme


def search_field(page: QWidget, name: str, hint: str, width: int) -> QLineEdit:
    """Return a search field for a page; `name` is its accessible name."""
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(hint)
    field.setClearButtonEnabled(True)
    field.setFixedWidth(width)
    find = icons.icon("search", theme.colours().muted)
    field.addAction(find, QLineEdit.ActionPosition.LeadingPosition)
    QShortcut(QKeySequence.StandardKey.Find, page).activated.connect(field.setFocus)
    return field

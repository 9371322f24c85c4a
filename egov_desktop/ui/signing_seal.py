"""The seal of one signer (印章): its image, and where it goes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from egov_desktop.app import signing_views
from egov_desktop.app.signing_choices import Seal
from egov_desktop.ui import theme
from egov_desktop.ui.file_line import FileLine
from egov_desktop.ui.seal_board import place_words
from egov_desktop.ui.translation import _, marked

if TYPE_CHECKING:
    from egov_desktop.ui.seal_dialog import SealDialog
    from egov_desktop.ui.seal_place import SealPlace

PICTURES = marked("图片 (*.png *.jpg *.jpeg)")
_LAST = -1


class SealLine(QWidget):
    """Image file, a button to place it, and the place in words."""

    changed = Signal()

    def __init__(self, placing: "Callable[[Path, SealPlace | None], SealDialog]") -> None:
        super().__init__()
        self._placing = placing
        self._place: SealPlace | None = None
        self._role = ""
        self._is_on_last_page = False
        self.image = FileLine(_("印章图片（可不选）"), _(PICTURES))
        self.image.changed.connect(self._on_image)
        self.place_button = theme.button(_("摆放…"))
        self.place_button.setAccessibleName(_("摆放印章"))
        self.place_button.clicked.connect(self.ask_place)
        self.words = theme.note("")
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self.image, 1)
        row.addWidget(self.place_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addLayout(row)
        column.addWidget(self.words)
        self._show()

    @property
    def seal(self) -> Path | Seal | None:
        """The image alone goes into the signer's box; with a place it goes there."""
        path = self.image.path
        if path is None or self._place is None:
            return path
        page = _LAST if self._is_on_last_page else self._place.page
        return Seal(path, page, self._place.box)

    def ask_place(self) -> None:
        """Open the pages and take over where the seal was put."""
        path = self.image.path
        if path is None:
            return
        dialog = self._placing(path, self._place)
        if dialog.exec() and dialog.place is not None:
            self.put(dialog.place, dialog.is_on_last_page)
        dialog.deleteLater()

    def say_role(self, role: str) -> None:
        """Know whose seal it is: some roles have a box of their own."""
        self._role = role
        self._show()

    def put(self, place: "SealPlace", is_on_last_page: bool) -> None:
        """Keep where the seal goes; the last page stays the last when pages are added."""
        self._place, self._is_on_last_page = place, is_on_last_page
        self._show()
        self.changed.emit()

    def _on_image(self) -> None:
        self._place = None
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        path = self.image.path
        self.place_button.setEnabled(path is not None)
        self.words.setVisible(path is not None)
        if self._place is not None:
            self.words.setText(place_words(self._place))
        elif signing_views.has_box(self._role):
            self.words.setText(_("印在签章页上这位签名人的方框里。"))
        else:
            self.words.setText(_("签章页没有这个身份的方框，印在方框上方；点“摆放…”查看和调整。"))

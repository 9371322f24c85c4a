"""When the law forbids entering a project here (涉密): stop, say where to go, offer to erase."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from egov_desktop.ui import icons, theme
from egov_desktop.ui.dialogs import without_rule
from egov_desktop.ui.translation import _

_WIDTH = 440
"""Width of the sentences; their height follows from it."""


class StopDialog(QDialog):
    """Accepted: erase the project. Rejected: go back and correct the answer."""

    def __init__(self, parent: QWidget, sentence: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("请立即停止填报"))
        picture = QLabel()
        colour = theme.colours().error
        picture.setPixmap(icons.pixmap("error", colour, 32, self.devicePixelRatioF()))
        self.sentence = theme.plain(without_rule(sentence))
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE)
        words.addWidget(theme.heading(_("涉密项目不得在本机填报")))
        advice = theme.plain(
            _("刚才的回答没有保存。如果项目确属涉密，请清除本项目，并联系本单位保密工作机构处理。")
        )
        warning = theme.note(
            _("清除会删除本项目已填写的全部内容和材料，不能恢复；已另存的文件和备份要另行处理。")
        )
        for label in (self.sentence, advice, warning):
            label.setMinimumWidth(_WIDTH)
            words.addWidget(label)
        self.erase = theme.button(_("清除本项目的全部内容"))
        self.back = theme.primary_button(_("返回更正（项目不涉密）"))
        self.erase.clicked.connect(self.accept)
        self.back.clicked.connect(self.reject)
        self.back.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.erase)
        buttons.addWidget(self.back)
        line = QHBoxLayout()
        line.setSpacing(theme.GAP)
        left = QVBoxLayout()
        left.addWidget(picture)
        left.addStretch(1)
        line.addLayout(left)
        line.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        layout.setSpacing(theme.MARGIN)
        layout.addLayout(line)
        layout.addLayout(buttons)
        self.back.setFocus()

"""The verdict on one packet: in words, why, who signed, and what is in it."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from egov_desktop.app.verification_words import attachment_table, fact_lines, signature_parts
from egov_desktop.domain.printout import FormLine
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _
from egov_desktop.ui.verify_verdict import breakable, verdict_mark

Document = dict[str, object]
_LABEL_WIDTH = 150


class ResultView(QWidget):
    """Everything that was found out about one packet, from the verdict down."""

    copy_wanted = Signal()
    report_wanted = Signal()
    terms_wanted = Signal()
    """The person wants to give roots or lists that were missing."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE + theme.TIGHT)
        column.addWidget(self._verdict_card())
        if facts := fact_lines(document):
            column.addWidget(_facts_card(_("报送包"), facts))
        for part in signature_parts(document):
            column.addWidget(_facts_card(part.title, part.lines))
        rows = attachment_table(document).rows
        if rows:
            column.addWidget(_attachments_card(rows))

    def _verdict_card(self) -> theme.Card:
        mark = verdict_mark(str(self.document["verdict"]))
        card = theme.Card(mark.tone)
        picture = QLabel()
        picture.setPixmap(mark.picture(32, self.devicePixelRatioF()))
        self.verdict = theme.title(mark.word)
        self.copy_button = theme.button(_("复制结论"))
        self.copy_button.clicked.connect(self.copy_wanted)
        self.report_button = theme.button(_("核验报告…"))
        self.report_button.setToolTip(_("把结论存为可打印的 PDF"))
        self.report_button.clicked.connect(self.report_wanted)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.verdict, 1)
        head.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.report_button, 0, Qt.AlignmentFlag.AlignTop)
        card.rows.addLayout(head)
        card.rows.addWidget(_selectable(theme.strong(breakable(str(self.document["file"])))))
        card.rows.addWidget(theme.plain(mark.meaning))
        self.reasons = _sentences(card, _("原因"), self.document["reasons"])
        self.notes = _sentences(card, _("说明"), self.document["notes"])
        if self.document["verdict"] == "reserved":
            self.terms_button = theme.button(_("补充核对依据…"))
            self.terms_button.clicked.connect(self.terms_wanted)
            card.rows.addWidget(self.terms_button, 0, Qt.AlignmentFlag.AlignLeft)
        card.setAccessibleName(f"{mark.word} {self.document['file']}")
        return card


def _sentences(card: theme.Card, title: str, sentences: object) -> QLabel:
    """Add numbered sentences under a title to a card, or nothing when there are none."""
    listed = sentences if isinstance(sentences, list) else []
    numbered = (f"{number}. {text}" for number, text in enumerate(listed, start=1))
    words = _selectable(theme.plain("\n".join(map(breakable, numbered))))
    words.setAccessibleName(title)
    if listed:
        card.rows.addWidget(theme.heading(title))
        card.rows.addWidget(words)
    return words


def _facts_card(title: str, lines: Iterable[FormLine]) -> theme.Card:
    card = theme.Card()
    card.rows.addWidget(theme.heading(title))
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.GAP)
    grid.setVerticalSpacing(theme.TIGHT)
    grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
    grid.setColumnStretch(1, 1)
    for row, line in enumerate(lines):
        label = theme.coloured(theme.plain(_(line.label)), theme.MUTED)
        label.setWordWrap(False)
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_selectable(theme.plain(breakable(line.value))), row, 1)
    card.rows.addLayout(grid)
    return card


def _attachments_card(rows: Sequence[Sequence[str]]) -> theme.Card:
    card = theme.Card()
    card.rows.addWidget(theme.heading(_("附件（{count} 个）").format(count=len(rows))))
    for title, file, size in rows:
        words = _("{title}（{file}，{size} 字节）").format(title=title, file=file, size=size)
        card.rows.addWidget(_selectable(theme.plain(breakable(words))))
    return card


def _selectable(label: QLabel) -> QLabel:
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label

"""Reading a report (报告) that was written in Word, WPS or LibreOffice as plain values."""

from pathlib import Path

from egov_desktop.documents.docx_body import BodyReader
from egov_desktop.documents.docx_numbering import Numbering, read_numbering
from egov_desktop.documents.docx_parts import DocxParts
from egov_desktop.documents.docx_styles import StyleSheet, read_styles
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.report_text import Place, ReportText

_BESIDE_THE_BODY = {
    "header": Place.HEADER,
    "footer": Place.FOOTER,
    "footnotes": Place.FOOTNOTE,
    "endnotes": Place.FOOTNOTE,
    "comments": Place.COMMENT,
}


def read_report(path: Path) -> ReportText:
    """Return what a docx says; tracked insertions count, deletions and hidden text do not.

    Raises InvalidInputError, saying what to do, for a file that is no docx, is locked, damaged or
    unreasonably large. Damage beside the body costs only that part.
    """
    with DocxParts.open(path) as parts:
        reading = _Reading(parts)
        body = reading.body()
        others = [
            reader
            for kind, place in _BESIDE_THE_BODY.items()
            for part in parts.of_kind(kind)
            if (reader := reading.beside(part, place)) is not None
        ]
    return ReportText(
        paragraphs=tuple(p for reader in (body, *others) for p in reader.paragraphs),
        tables=tuple(body.tables),
        tracked_changes=sum(reader.changes for reader in (body, *others)),
        hidden_characters=body.hidden,
        is_from_draft=reading.styles.has_guidance,
        unreadable_parts=tuple(reading.unreadable),
    )


class _Reading:
    def __init__(self, parts: DocxParts) -> None:
        self._parts = parts
        self.unreadable: list[str] = []
        self.styles = StyleSheet()
        self._numbering = Numbering()
        try:
            self.styles = read_styles(parts)
            self._numbering = read_numbering(parts)
        except InvalidInputError:
            self.unreadable.append("样式和编号")

    def body(self) -> BodyReader:
        reader = BodyReader(self._parts.name, self.styles, self._numbering)
        self._parts.read(self._parts.main, reader.handlers)
        reader.finish()
        return reader

    def beside(self, part: str, place: Place) -> BodyReader | None:
        reader = BodyReader(self._parts.name, self.styles, Numbering(), place)
        try:
            self._parts.read(part, reader.handlers)
        except InvalidInputError:
            self.unreadable.append(part)
            return None
        return reader

"""What a Word file is that is handed in: its chapters, damage (Word 附件检查)."""

from pathlib import Path

from egov_desktop.documents.pdf_inspection import PdfFacts
from egov_desktop.documents.report_reading import read_report
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.project import Heading
from egov_desktop.domain.report_structure import structure_of

_FEWEST = 2


def inspect_docx(path: Path) -> PdfFacts:
    """Return the chapter headings of a Word file; one that cannot be read comes with a remark."""
    try:
        report = read_report(path)
    except InvalidInputError as error:
        return PdfFacts(None, (str(error),))
    chapters = structure_of(report, None).chapters
    headings = tuple(Heading(each.paragraph.shown, each.characters) for each in chapters)
    return PdfFacts(None, (), headings if len(headings) >= _FEWEST else None)

"""What a Word file is that is handed in: its chapters, damage (Word 附件检查)."""

from pathlib import Path

from egov_desktop.documents.inspection_facts import FileFacts
from egov_desktop.documents.inspection_office import inspect_zip
from egov_desktop.documents.report_reading import read_report
from egov_desktop.domain.attachment_flaws import DAMAGED, Remark
from egov_desktop.domain.attachment_surroundings import Surroundings, name_remarks
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.project import Heading
from egov_desktop.domain.report_structure import structure_of

_FEWEST = 2


def inspect_docx(path: Path, around: Surroundings) -> FileFacts:
    """Return the chapter headings of a Word file; one that cannot be read comes with a remark."""
    packing = inspect_zip(path, around)
    try:
        report = read_report(path)
    except InvalidInputError as error:
        return FileFacts(None, (*packing, Remark(DAMAGED, str(error))))
    chapters = structure_of(report, None).chapters
    headings = tuple(Heading(each.paragraph.shown, each.characters) for each in chapters)
    text = "\n".join(paragraph.text for paragraph in report.paragraphs)
    remarks = (*packing, *name_remarks([text], around, unit=""))
    return FileFacts(None, remarks, headings if len(headings) >= _FEWEST else None)

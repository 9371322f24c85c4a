"""The official letter (公文) that hands in a filing, as a PDF or a Word file."""

from pathlib import Path

from egov_desktop.app.projects import filing_of, load_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.letters import Letter, compose_letter


def letter_of(ws: Workspace, project_id: str, filing_id: str, number: str = "") -> Letter:
    """Return the letter of a filing as things stand; NotFoundError where the pack has none."""
    project = load_project(ws, project_id)
    filing = filing_of(project, filing_id)
    letter = compose_letter(ws.pack(project.pack_id), project, filing, ws.today(), number)
    if letter is None:
        raise NotFoundError(
            "制度包没有为这个环节写公文模板，请自行拟文，或在制度包 letters 中补充。"
        )
    return letter


def write_letter(letter: Letter, out: Path) -> int | None:
    """Write a letter by the ending of the file name; return the pages of a PDF, None for Word."""
    suffix = out.suffix.lower()
    if suffix == ".pdf":
        from egov_desktop.documents.letter_pdf import write_letter_pdf

        return write_letter_pdf(letter, out)
    if suffix == ".docx":
        from egov_desktop.documents.letter_docx import write_letter_docx

        write_letter_docx(letter, out)
        return None
    raise InvalidInputError(f"“{out.name}”应以 .pdf 或 .docx 结尾。")


def substitutes() -> tuple[str, ...]:
    """Return in words which typefaces of the standard the PDF replaces on this PC."""
    from egov_desktop.documents import letter_pdf

    return letter_pdf.substitutes()

"""Whether a PDF is fit for keeping (PDF/A-2b), asked before it is signed."""

from pathlib import Path

from egov_desktop.domain.errors import InvalidInputError

LEVEL = "2b"
_MOST = 20


def archival_problems(path: Path) -> tuple[str, ...]:
    """Return in words what keeps a PDF from being PDF/A-2b; nothing when it is.

    Raises InvalidInputError when the file is no readable PDF.
    """
    import pikepdf
    from pikepdf import pdfa

    try:
        with pikepdf.open(path, inherit_page_attributes=False):
            pass
    except (pikepdf.PdfError, OSError) as error:
        raise InvalidInputError(f"“{path.name}”不是完好的 PDF，请重新生成。") from error
    report = pdfa.validate_written(path, LEVEL)
    return tuple(f"{each.where}：{each.message}（{each.rule}）" for each in report.findings[:_MOST])

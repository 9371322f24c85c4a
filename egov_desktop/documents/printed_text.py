"""What a PDF says, read back from its text layer."""

from pathlib import Path

from egov_desktop.documents.preview import opened


def bears(path: Path, words: str) -> bool:
    """Whether the first page says these words; raises InvalidInputError for a broken file."""
    document = opened(path)
    try:
        return words in document[0].get_textpage().get_text_bounded()
    finally:
        document.close()

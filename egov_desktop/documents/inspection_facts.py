"""What looking into one kind of file gives (附件检查结果)."""

from dataclasses import dataclass

from egov_desktop.domain.attachment_flaws import Remark
from egov_desktop.domain.project import Heading


@dataclass(frozen=True)
class FileFacts:
    """What was found in a file."""

    pages: int | None = None
    remarks: tuple[Remark, ...] = ()
    headings: tuple[Heading, ...] | None = None
    signatures: int = 0
    """Electronic signatures inside, which somebody else judges."""

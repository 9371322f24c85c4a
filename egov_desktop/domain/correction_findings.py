"""What a check says of notices (补正通知、退件) whose items are not met yet."""

from collections.abc import Iterator

from egov_desktop.domain.findings import Finding
from egov_desktop.domain.policy import PolicyPack, Severity
from egov_desktop.domain.project import Filing

CORRECTION_OPEN = "correction-open"


def correction_findings(pack: PolicyPack, filing: Filing) -> Iterator[Finding]:
    """Yield a note for each item of a pending notice that is not ticked off."""
    for notice in filing.pending_notices:
        for item in notice.open_items:
            yield Finding(
                Severity.NOTE,
                f"{pack.id}.{CORRECTION_OPEN}",
                filing.stage,
                filing.id,
                item.place,
                f"要求补正：{item.text.rstrip('。')}。改好后请写明办理情况并勾选。",
                "，".join(filter(None, (notice.title, notice.issuer))),
            )

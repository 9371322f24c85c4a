"""Looking into files before they are taken in (附件检查), in a child process with limits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egov_desktop.app.inspection_process import GaveUpError, InspectionProcess
from egov_desktop.domain import attachment_surroundings
from egov_desktop.domain.attachment_flaws import (
    NOT_INSPECTED,
    SIGNATURE_BROKEN,
    SIGNED,
    Remark,
)
from egov_desktop.domain.attachment_surroundings import Surroundings
from egov_desktop.domain.calendars import chinese_date
from egov_desktop.domain.errors import EgovError, InvalidInputError, NotFoundError
from egov_desktop.domain.project import Heading

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.documents.inspector import Inspection
    from egov_desktop.domain.project import Project

Heartbeat = Callable[[], None]
_NOWHERE = Surroundings()
_MOST_NAMED = 3


@dataclass(frozen=True)
class Inspected:
    """What the inspector says of a file; needs no database, so any process may make it."""

    media_type: str
    pages: int | None
    remarks: tuple[str, ...]
    headings: tuple[Heading, ...] | None
    flaws: tuple[str, ...] = ()
    """The kinds of the remarks, in their order (`domain.attachment_flaws`)."""


Outcome = Inspected | str
"""What was found in a file, or the sentence that says why it cannot be handed in."""


def surroundings(
    ws: "Workspace", project: "Project | None" = None, filing_id: str = "", own_name: str = ""
) -> Surroundings:
    """Return what files of a filing are held against now."""
    from egov_desktop.storage.project_list import list_projects

    own_id = project.id if project else ""
    period = filing_id.partition("@")[2]
    return Surroundings(
        ws.today(),
        attachment_surroundings.period_start(period),
        tuple(name for name in (project.name if project else own_name,) if name),
        tuple(other.name for other in list_projects(ws.store) if other.id != own_id),
    )


def inspect_file(
    path: Path, around: Surroundings = _NOWHERE, heartbeat: Heartbeat | None = None
) -> Inspected:
    """Look into a file: type by content, pages, damage, signatures, what it carries, chapters.

    Raises NotFoundError or InvalidInputError when it cannot be handed in at all. A file that
    the child process cannot cope with comes back with a remark that says so.
    """
    if not path.is_file():
        raise NotFoundError(f"找不到文件“{path}”，请检查路径。")
    size = path.stat().st_size
    try:
        found: Inspection = _process().call(_look, path, around, size=size, heartbeat=heartbeat)
    except GaveUpError as error:
        return _not_inspected(path, str(error))
    remarks = list(found.findings)
    if found.signatures:
        try:
            remarks += _process().call(_judge_signatures, path, size=size, heartbeat=heartbeat)
        except GaveUpError as error:
            sentence = f"文件内有电子签名，但没能核验：{error}；将原样保留，请用其他软件核验。"
            remarks.append(Remark(SIGNED, sentence))
    return Inspected(
        found.media_type,
        found.pages,
        tuple(remark.sentence for remark in remarks),
        found.headings,
        tuple(remark.kind for remark in remarks),
    )


def inspect_files(
    paths: Sequence[Path],
    around: Surroundings = _NOWHERE,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[tuple[Path, Outcome]]:
    """Inspect every file; one that cannot be handed in does not hold up the others.

    `progress` is called now and then; what it raises ends the work.
    """
    found: list[tuple[Path, Outcome]] = []
    for number, path in enumerate(paths):

        def tell(name: str = path.name, done: int = number) -> None:
            if progress is not None:
                progress(name, done, len(paths))

        tell()
        try:
            found.append((path, inspect_file(path, around, tell)))
        except EgovError as error:
            found.append((path, str(error)))
    return found


def apart(
    function: Callable[..., Any],
    *args: Any,
    size: int,
    heartbeat: Heartbeat | None = None,
) -> Any:
    """Return what a function makes of files of some size, in the child process that looks at them.

    Raises what `InspectionProcess.call` raises.
    """
    return _process().call(function, *args, size=size, heartbeat=heartbeat)


def leave() -> None:
    """End the child process; the next inspection starts another."""
    _process().stop()


@cache
def _process() -> InspectionProcess:
    return InspectionProcess()


def _not_inspected(path: Path, why: str) -> Inspected:
    from egov_desktop.documents import media_types

    try:
        media_type = media_types.simple_type_of(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InvalidInputError(f"无法读取“{path.name}”：{reason}。") from error
    sentence = (
        f"没能检查这个文件（{why}），它可能已损坏或经过恶意构造，"
        "请用阅读器打开确认，必要时重新导出。"
    )
    return Inspected(media_type, None, (sentence,), None, (NOT_INSPECTED,))


def _look(path: Path, around: Surroundings) -> "Inspection":
    """Run in the child."""
    from egov_desktop.documents.inspector import inspect

    return inspect(path, path.name, around)


def _judge_signatures(path: Path) -> list[Remark]:
    """Run in the child: whether the signatures inside a PDF still hold, as sentences."""
    from egov_desktop.signing.validation import validate_pdf

    try:
        verdicts = validate_pdf(path)
    except InvalidInputError:
        sentence = "文件内有电子签名，但文件不完好，无法核验；请向签名单位索取原始文件。"
        return [Remark(SIGNATURE_BROKEN, sentence)]
    broken = [verdict for verdict in verdicts if not verdict.accepted]
    if broken:
        reasons = "；".join(broken[0].reasons) or "签名与文件内容不符"
        sentence = (
            f"文件内有 {len(verdicts)} 处电子签名，其中 {len(broken)} 处已失效（{reasons}），"
            "请向签名单位索取未改动的原件。"
        )
        return [Remark(SIGNATURE_BROKEN, sentence)]
    if not verdicts:
        return []
    signers = [
        f"{verdict.signer}，{chinese_date(verdict.signing_time.date())}"
        if verdict.signing_time
        else verdict.signer
        for verdict in verdicts[:_MOST_NAMED]
    ]
    rest = " 等" if len(verdicts) > _MOST_NAMED else ""
    sentence = (
        f"文件内有 {len(verdicts)} 处电子签名（{'；'.join(signers)}{rest}），签名完好，"
        "证书是否可信未核；将原样保留，不作修改。"
    )
    return [Remark(SIGNED, sentence)]

"""Later editions of a packet: a timestamp (时间戳) or revocation lists added to its signature.

Request and reply are files that somebody carries to the timestamp authority and back. The PDF and
every hash stay as they are; only the signature of the manifest grows. No key and no database is
needed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from egov_desktop.app.verification import Verification, verify
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import EgovError, InvalidInputError, StorageError
from egov_desktop.files import replacing, require_writable
from egov_desktop.storage import editions as stored_editions

_LARGEST_REPLY = 1 << 20
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Edition:
    """A later edition that was written, opened again and found sound."""

    path: Path
    sha256: str
    level: str
    """The level of the manifest's signature, in words."""
    of_sha256: str
    """The hash of the packet it was made from."""
    verification: Verification


def edition_path(packet: Path) -> Path:
    """Return where an edition goes when nothing else is said: beside the packet."""
    return packet.with_name(f"{packet.stem}-stamped.zip")


def request_timestamp(packet: Path, out: Path, nonce: int) -> None:
    """Write the request (.tsq) for a timestamp over the manifest's signature."""
    from egov_desktop.signing.timestamps import timestamp_request

    signature, _ = _signature_of(packet)
    request = timestamp_request(signature, nonce)
    require_writable(out.parent)
    with replacing(out) as stream:
        stream.write(request)


def make_edition(
    packet: Path,
    out: Path,
    now: datetime,
    *,
    reply: Path | None = None,
    crls: Sequence[Path] = (),
    progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Edition:
    """Write the packet again with a timestamp reply (.tsr) or revocation lists in its signature.

    Raises InvalidInputError when there is nothing to add, when a reply does not belong to this
    packet, or when the packet has no signature; StorageError when `out` exists.
    """
    from egov_desktop.packaging.editions import with_signature
    from egov_desktop.signing.revocation import load_revocation_lists
    from egov_desktop.signing.timestamps import with_revocation_lists, with_timestamp

    if reply is None and not crls:
        raise InvalidInputError("没有要补充的内容；请给出时间戳回复文件或吊销列表文件。")
    if out.exists():
        raise StorageError(f"“{out}”已经存在，为免覆盖没有写入；请换一个文件名。")
    lists = load_revocation_lists(list(crls))
    signature, of_sha256 = _signature_of(packet)
    if lists:
        signature = with_revocation_lists(signature, lists)
    if reply is not None:
        signature = with_timestamp(signature, _read_reply(reply))
    found: list[Verification] = []

    def look(whole: Path) -> None:
        verification = verify(whole, now=now, progress=progress, is_cancelled=is_cancelled)
        if verification.verdict == "invalid":
            reasons = "；".join(verification.reasons)
            raise EgovError(f"补充签名后核对未通过，没有留下：{reasons}。请核对原来的报送包。")
        found.append(replace(verification, path=out))

    require_writable(out.parent)
    with_signature(packet, out, signature, look)
    (verification,) = found
    level = verification.manifest_signature.level if verification.manifest_signature else ""
    return Edition(out, verification.sha256, level, of_sha256, verification)


def record_edition(ws: Workspace, edition: Edition) -> bool:
    """Write an edition down when its packet was frozen here; return whether it was."""
    return stored_editions.record_edition(
        ws.store, edition.of_sha256, edition.sha256, edition.path, edition.level, **ws.stamp()
    )


def _signature_of(packet: Path) -> tuple[bytes, str]:
    """Return the signature of a packet's manifest, and the packet's hash."""
    from egov_desktop.packaging.verification import verify_bag

    bag = verify_bag(packet)
    if not bag.valid:
        raise InvalidInputError(f"“{packet.name}”不是完好的报送包，不能补充时间戳；请先核对它。")
    if bag.signature is None:
        raise InvalidInputError(f"“{packet.name}”没有电子签名，不能补充时间戳。")
    return bag.signature, bag.sha256


def _read_reply(reply: Path) -> bytes:
    try:
        with reply.open("rb") as stream:
            return stream.read(_LARGEST_REPLY)
    except OSError as error:
        raise InvalidInputError(f"读不了时间戳回复“{reply}”：{error.strerror}。") from error

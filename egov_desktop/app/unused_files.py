"""Files of the data folder that no attachment points at any more."""

from collections.abc import Iterable

from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Attachment
from egov_desktop.storage import attachments as stored_attachments


def drop_unused(ws: Workspace, attachments: Iterable[Attachment | None]) -> None:
    """Remove the bytes of these attachments unless another attachment needs them."""
    hashes = [attachment.sha256 for attachment in attachments if attachment]
    ws.store.objects.remove(stored_attachments.unreferenced_among(ws.store, hashes))

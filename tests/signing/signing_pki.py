"""What the tests of this room share: a moment, and a signer with his root."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from egov_desktop.signing.credential import Credential

NOW = datetime(2026, 11, 2, 9, 30, 15, tzinfo=timezone(timedelta(hours=8)))


@dataclass(frozen=True)
class Pki:
    """A signer with the root that vouches for it."""

    credential: Credential
    p12: Path
    root: Path

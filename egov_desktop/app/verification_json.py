"""What was found out about a packet as plain JSON: for scripts, for results kept in a file."""

import dataclasses
from typing import TYPE_CHECKING, Any

from egov_desktop.app.verification_verdict import Verification

if TYPE_CHECKING:
    from egov_desktop.signing.sm2 import Sm2Verdict
    from egov_desktop.signing.verdict import SignatureVerdict

Json = dict[str, Any]


def verification_document(found: Verification) -> Json:
    """Return a verdict as JSON values."""
    manifest = found.manifest_signature
    return {
        "file": str(found.path),
        "valid": found.verdict != "invalid",
        "verdict": found.verdict,
        "structure": "valid" if found.is_bag else "invalid",
        "reasons": list(found.reasons),
        "notes": list(found.notes),
        "signatures": [_signature(each) for each in found.signatures],
        "manifest_signature": _signature(manifest) if manifest else None,
        "sm2": _sm2(found.sm2) if found.sm2 else None,
        "paper": dataclasses.asdict(found.paper) if found.paper else None,
        "project": found.project_name,
        "organization": found.organization,
        "pack": found.pack,
        "pack_version": found.pack_version,
        "pack_sha256": found.pack_sha256,
        "stage": found.stage,
        "filing": found.filing,
        "filing_title": found.filing_title or None,
        "version": found.version,
        "code": found.code,
        "made_at": found.made_at,
        "attachments": [
            {"file": each.file, "title": each.title, "sha256": each.sha256, "size": each.size}
            for each in found.attachments
        ],
        "previous_sha256": found.previous_sha256 or None,
        "sha256": found.sha256,
    }


def _signature(found: "SignatureVerdict") -> Json:
    return {
        "signer": found.signer,
        "issuer": found.issuer,
        "serial": found.serial,
        "fingerprint": found.fingerprint,
        "time": found.signing_time and found.signing_time.isoformat(),
        "timestamp": found.timestamp and found.timestamp.isoformat(),
        "level": found.level,
        "reason": found.reason,
        "valid": found.accepted,
        "trusted": found.trusted,
        "revocation": found.revocation,
        "covers_whole_file": found.covers_whole_file,
    }


def _sm2(found: "Sm2Verdict") -> Json:
    return {
        "signer": found.signer,
        "issuer": found.issuer,
        "serial": found.serial,
        "public_key": found.public_key,
        "time": found.signing_time and found.signing_time.isoformat(),
        "valid": found.accepted,
        "trusted": found.trusted,
    }

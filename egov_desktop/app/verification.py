"""Judging a packet that came from anywhere: no database, no pack, no network.

Bag, signatures and record are judged apart and then held against each other.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egov_desktop.app.verification_agreement import record_problems
from egov_desktop.app.verification_facts import fact_notes, fact_problems, signing_problems
from egov_desktop.app.verification_paper import enclosed_scan, scan_notes, scan_problems
from egov_desktop.app.verification_print import print_notes, print_problems
from egov_desktop.app.verification_record import PACKET, RecordError, read_record
from egov_desktop.app.verification_schema import unknown_keys
from egov_desktop.app.verification_signatures import (
    NO_MANIFEST_SIGNATURE,
    Signatures,
    expectation_problems,
    judged_signatures,
    reservations,
    signer_problems,
    sm2_problems,
)
from egov_desktop.app.verification_verdict import (
    VERDICT_WORDS,
    EnclosedScan,
    ListedFile,
    Terms,
    Verdict,
    Verification,
    verdict_of,
)
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.files import cannot_write

if TYPE_CHECKING:
    from egov_desktop.packaging.verification import BagVerdict

__all__ = ["VERDICT_WORDS", "Terms", "Verdict", "Verification", "judge", "require_terms", "verify"]


def verify(
    path: Path,
    roots: Sequence[Path] = (),
    now: datetime | None = None,
    *,
    crls: Sequence[Path] = (),
    sm2_roots: Sequence[Path] = (),
    expected_signers: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Verification:
    """Judge a packet.

    Raises InvalidInputError only when the file, a root certificate or a revocation list cannot be
    read at all.
    """
    terms = Terms(tuple(roots), tuple(crls), tuple(sm2_roots), tuple(expected_signers))
    return judge(path, terms, now, progress, is_cancelled)


def judge(
    path: Path,
    terms: Terms,
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Verification:
    """Judge a packet against all that its receiver asks; raises as `verify` does."""
    from egov_desktop.packaging.verification import verify_bag

    require_terms(terms)
    bag = verify_bag(path, progress=progress, is_cancelled=is_cancelled)
    if progress:
        progress(bag.size, bag.size)
    if not bag.valid:
        return _no_packet(bag)
    try:
        record = read_record(bag)
    except RecordError as error:
        return _refused(bag, map(str, error.args))
    return _judged_contents(bag, record, terms, now, is_cancelled)


def require_terms(terms: Terms) -> None:
    """Raise InvalidInputError for a file of the receiver's that is not what it should be."""
    if terms.roots:
        from egov_desktop.signing.trust import load_roots

        load_roots(terms.roots)
    if terms.crls:
        from egov_desktop.signing.revocation import load_revocation_lists

        load_revocation_lists(terms.crls)
    if terms.sm2_roots:
        from egov_desktop.signing.sm2 import verify_sm3_manifest

        verify_sm3_manifest(b"", {}, terms.sm2_roots)


def _no_packet(bag: "BagVerdict") -> Verification:
    reasons = [*bag.bag_problems, *bag.packet_problems]
    if bag.is_bag:
        reasons += _missing_signature(bag)
        reasons.insert(0, "BagIt 结构完好，但不是本程序的报送包，或已被改动。")
    return _refused(bag, reasons)


def _missing_signature(bag: "BagVerdict") -> Iterator[str]:
    """Yield what a packet whose container was made anew lacks besides."""
    try:
        record = read_record(bag)
    except RecordError as error:
        yield from map(str, error.args)
        return
    if record["signature"]["level"] != "unsigned" and bag.signature is None:
        yield NO_MANIFEST_SIGNATURE


def _refused(bag: "BagVerdict", reasons: Iterable[str]) -> Verification:
    return Verification(
        bag.path, bag.sha256, "invalid", tuple(reasons), bag.notes, is_bag=bag.is_bag
    )


def _judged_contents(
    bag: "BagVerdict",
    record: Mapping[str, Any],
    terms: Terms,
    now: datetime | None,
    is_cancelled: Callable[[], bool] | None,
) -> Verification:
    with _extracted_pdf(bag) as pdf:
        found = judged_signatures(bag, pdf, terms, now)
        in_print = tuple(print_problems(pdf, bag, record, is_cancelled))
    scan, flaws = _enclosed_scan(bag)
    reasons = [
        *record_problems(bag, record),
        *fact_problems(bag, record),
        *in_print,
        *found.problems,
        *signer_problems(record, found),
        *signing_problems(record, found),
        *sm2_problems(record, found.sm2),
        *expectation_problems(terms, found),
        *flaws,
        *scan_problems(record, scan),
    ]
    notes = [
        *bag.notes,
        *reservations(found),
        *scan_notes(scan),
        *print_notes(record),
        *fact_notes(bag, record),
        *unknown_keys(record),
    ]
    return _told(
        bag, record, (found, scan), tuple(dict.fromkeys(reasons)), tuple(dict.fromkeys(notes))
    )


def _told(
    bag: "BagVerdict",
    record: Mapping[str, Any],
    evidence: tuple[Signatures, EnclosedScan | None],
    reasons: tuple[str, ...],
    notes: tuple[str, ...],
) -> Verification:
    found, scan = evidence
    return Verification(
        bag.path,
        bag.sha256,
        verdict_of(reasons, notes),
        reasons,
        notes,
        tuple(found.in_pdf),
        found.over_manifest,
        found.sm2,
        scan,
        project_name=record["project"]["name"],
        organization=bag.info("Source-Organization") or "",
        pack=record["pack"]["id"],
        pack_version=record["pack"]["version"],
        pack_sha256=record["pack"]["sha256"],
        stage=record["stage"],
        filing=record["filing"],
        filing_title=_filing_title(bag, record),
        version=int(record["version"]),
        code=record["code"],
        made_at=record["made_at"],
        attachments=tuple(
            ListedFile(each["file"], each["title"], each["sha256"], int(each["size"]))
            for each in record["attachments"]
        ),
        previous_sha256=record["previous"]["packet_sha256"] if record["previous"] else "",
    )


def _filing_title(bag: "BagVerdict", record: Mapping[str, Any]) -> str:
    """Return what stands after the project's name in the description; no policy pack is needed."""
    head = " ".join(record["project"]["name"].split()) + " "
    told = bag.info("External-Description") or ""
    return told.removeprefix(head) if told.startswith(head) else ""


def _enclosed_scan(bag: "BagVerdict") -> tuple[EnclosedScan | None, tuple[str, ...]]:
    try:
        return enclosed_scan(bag), ()
    except InvalidInputError as error:
        return None, (str(error),)


@contextmanager
def _extracted_pdf(bag: "BagVerdict") -> Iterator[Path]:
    from egov_desktop.packaging.verification import extract_member

    with tempfile.TemporaryDirectory(prefix="egov-verify-") as folder:
        pdf = Path(folder) / "packet.pdf"
        try:
            with pdf.open("wb") as target:
                extract_member(bag, PACKET, target)
        except OSError as error:
            raise cannot_write(pdf, error) from error
        yield pdf

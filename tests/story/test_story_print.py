"""What the packets of the samples print is what their records say, and can be found in the PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from story_samples import APPROVAL_PLATFORM, DATA_HUB, load, noon, sample_document

from egov_desktop.app.checks import check_project
from egov_desktop.app.projects import load_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.documents.archival import archival_problems
from egov_desktop.documents.packet_pdf import render_packet
from egov_desktop.documents.printed_text import missing_from
from egov_desktop.domain.printed_agreement import disagreements
from egov_desktop.domain.printed_lines import printed_lines
from egov_desktop.domain.printout import Stamp, compose
from egov_desktop.domain.submission import submission_record


class Printed(NamedTuple):
    """A packet's PDF and what its record says."""

    filing: str
    pdf: Path
    record: dict[str, Any]


@pytest.fixture(scope="module")
def packets(
    workspace: Workspace, sample_folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Sequence[Printed]:
    """Print every filing of both samples that has a packet."""
    folder = tmp_path_factory.mktemp("prints")
    return [
        printed
        for name in (APPROVAL_PLATFORM, DATA_HUB)
        for printed in _print_all(workspace, name, sample_folders[name], folder)
    ]


def _print_all(ws: Workspace, name: str, files: Path, folder: Path) -> Iterator[Printed]:
    project = load_project(ws, load(ws, files, sample_document(name)))
    pack = ws.pack(project.pack_id)
    stamp = Stamp(1, "ABCD-EFGH-JKLM", noon().date(), "未签名。")
    for filing in project.filings:
        stage = pack.stage(filing.stage)
        if stage is None or not stage.has_packet:
            continue
        result = check_project(ws, project, filing.id)
        printout = compose(pack, project, filing, result, stamp)
        pdf = folder / f"{name}-{filing.id}.pdf"
        render_packet(printout, pdf)
        record = submission_record(
            pack,
            stage,
            project,
            filing,
            result,
            version=1,
            made_at=noon(),
            signature={"level": "unsigned"},
            previous=None,
            audit_head=None,
        )
        printed = [asdict(line) for line in printed_lines(printout)]
        yield Printed(filing.id, pdf, {**record, "printed": printed})


def test_every_value_is_printed_and_every_print_agrees(packets: Sequence[Printed]) -> None:
    assert len(packets) > 20
    for packet in packets:
        assert disagreements(packet.record) == (), packet.filing


def test_every_printed_line_is_in_the_text_of_the_pdf(packets: Sequence[Printed]) -> None:
    for packet in packets:
        assert missing_from(packet.pdf, packet.record["printed"]) == (), packet.filing


def test_a_packet_of_another_filing_does_not_have_the_lines(packets: Sequence[Printed]) -> None:
    one, other = packets[0], packets[1]
    assert missing_from(other.pdf, one.record["printed"])


def test_every_changed_amount_date_and_text_is_missed(packets: Sequence[Printed]) -> None:
    """Change one printed line of each packet in turn, near its beginning and near its end."""
    for packet in packets:
        lines = packet.record["printed"]
        for place in (len(lines) // 3, len(lines) * 2 // 3):
            changed = {**lines[place], "text": _other(lines[place]["text"])}
            told = missing_from(packet.pdf, [*lines[:place], changed, *lines[place + 1 :]])
            assert any(changed["path"] in sentence for sentence in told), (packet.filing, changed)


def test_the_longest_packet_of_the_samples_is_fit_for_keeping(packets: Sequence[Printed]) -> None:
    assert archival_problems(max(packets, key=lambda each: each.pdf.stat().st_size).pdf) == ()


def _other(text: str) -> str:
    """Return a text with its last digit, or its last character, replaced."""
    for place in range(len(text) - 1, -1, -1):
        if text[place].isdigit():
            digit = str((int(text[place]) + 3) % 10)
            return text[:place] + digit + text[place + 1 :]
    return text[:-1] + "\u9f98"

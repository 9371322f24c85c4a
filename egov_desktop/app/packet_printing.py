"""The pages of a frozen packet, for printing and signing on paper (打印 — 签字盖章 — 扫描)."""

from pathlib import Path

from egov_desktop.app.preview import PageSize, page_sizes
from egov_desktop.domain import submission


def pages_of_packet(packet: Path, out: Path) -> tuple[PageSize, ...]:
    """Write the PDF of a packet to a file and return the sizes of its pages.

    Raises InvalidInputError when the packet is damaged.
    """
    from egov_desktop.files import replacing
    from egov_desktop.packaging.verification import extract_member, verify_bag

    verdict = verify_bag(packet)
    with replacing(out) as stream:
        extract_member(verdict, f"data/{submission.PACKET_PDF}", stream)
    return page_sizes(out)

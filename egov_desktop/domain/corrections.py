"""Correction notices (补正通知) and returns (退件): what the authority asks to be mended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class NoticeKind(StrEnum):
    """What the authority sent: 补正通知 asks for corrections, 退件 hands the filing back."""

    CORRECTION = "correction"
    RETURN = "return"


KIND_WORDS = {NoticeKind.CORRECTION: "补正通知", NoticeKind.RETURN: "退件"}


@dataclass(frozen=True)
class NoticeItem:
    """One thing that is asked for, where it belongs, and how it was met."""

    place: str
    """Field, cell (`table[0].column`) or material of the filing; empty for the whole filing."""
    text: str
    """The words of the notice."""
    answer: str = ""
    """How it was met (办理情况)."""
    is_met: bool = False

    @property
    def field(self) -> str:
        """Return the field or material it belongs to, without row and column."""
        return self.place.partition("[")[0]


@dataclass(frozen=True)
class CorrectionNotice:
    """A notice on one frozen version of a filing."""

    kind: NoticeKind
    number: str
    issuer: str
    issued_on: date | None
    due_on: date | None
    """The day by which the corrected filing is to be handed in."""
    items: tuple[NoticeItem, ...]
    version: int = 0
    """The frozen version it is about."""
    id: str = ""
    """Empty until it is recorded."""

    @property
    def title(self) -> str:
        """Return how it is cited: its kind, number and date."""
        day = f"，{self.issued_on.isoformat()}" if self.issued_on else ""
        return f"{KIND_WORDS[self.kind]} {self.number}{day}"

    @property
    def open_items(self) -> tuple[NoticeItem, ...]:
        """Return what was not met yet."""
        return tuple(item for item in self.items if not item.is_met)

    def answered(self, number: int, answer: str, is_met: bool) -> "CorrectionNotice":
        """Return the notice with one item answered, counted from 1; IndexError beyond."""
        if not 1 <= number <= len(self.items):
            raise IndexError(number)
        items = list(self.items)
        items[number - 1] = replace(items[number - 1], answer=answer, is_met=is_met)
        return replace(self, items=tuple(items))


def pending(
    notices: Sequence[CorrectionNotice], latest: int | None
) -> tuple[CorrectionNotice, ...]:
    """Return the notices that the next version answers: those on the latest frozen one."""
    return tuple(notice for notice in notices if notice.version == latest)

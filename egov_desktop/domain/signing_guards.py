"""Guards before signing (签名前检查): what may stand in the way, and who may override it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from egov_desktop.domain.errors import BlockedError

GUARDS: Mapping[str, str] = MappingProxyType(
    {
        "changed-since-check": "检查之后数据有改动",
        "blocking-findings": "检查发现错误",
        "attachment-unsound": "附件为空、损坏或无法打开",
        "certificate-expired": "证书已过期",
        "certificate-not-yet-valid": "证书尚未生效",
        "certificate-not-for-signing": "证书用途不含签名",
        "certificate-revoked": "证书已被吊销",
        "revocation-list-out-of-date": "吊销列表已过期",
        "clock-behind-audit": "本机时间早于最后一条操作记录",
        "already-signed": "同一人重复签名",
    }
)
"""Code → what it is about. The codes are written into packets: never change one."""


@dataclass(frozen=True)
class SigningPolicy:
    """What a pack (制度包) says of signing; `note` says where that comes from."""

    may_override: tuple[str, ...] = ()
    """Guards that may be overridden with a reason."""
    roles: tuple[str, ...] = ()
    """The roles offered to signers, in the order in which they sign."""
    note: str = ""


@dataclass(frozen=True)
class Guard:
    """Something that stands in the way of signing; the sentence says what and what to do."""

    code: str
    sentence: str
    may_override: bool


@dataclass(frozen=True)
class Override:
    """A guard that somebody overrode, and why."""

    code: str
    sentence: str
    reason: str


def overridden(
    guards: Sequence[Guard], reasons: Mapping[str, str]
) -> tuple[tuple[Guard, ...], tuple[Override, ...]]:
    """Part guards into those that still stand and those that policy lets a reason override."""
    standing, passed = [], []
    for guard in guards:
        reason = reasons.get(guard.code, "").strip()
        if guard.may_override and reason:
            passed.append(Override(guard.code, guard.sentence, reason))
        else:
            standing.append(guard)
    return tuple(standing), tuple(passed)


class GuardedError(BlockedError):
    """Guards stand in the way of signing; `guards` holds them."""

    def __init__(self, sentence: str, guards: tuple[Guard, ...]) -> None:
        super().__init__(sentence)
        self.guards = guards

"""Records that a signer changed after printing: what the packet says twice must agree."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_samples import NOW
from packet_remaking import Judge, Members, resigned, with_record, zipped

from egov_desktop.app.submissions import Signing
from egov_desktop.app.verification import Verification, verify

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def own_key(
    certificate: tuple[Signing, Path],
    packets: dict[str, Path],
    signed: Members,
    tmp_path: Path,
) -> Callable[[Change], Verification]:
    """Return what changes a record, signs the manifest with the signer's own key and verifies."""
    signing, root = certificate
    source: Any = signing.signers[0].source

    def judged(change: Change) -> Verification:
        made = resigned(with_record(signed, change), source.path, "口令", NOW)
        target = tmp_path / packets["signed"].name
        target.write_bytes(zipped(packets["signed"].stem, made))
        return verify(target, [root], NOW)

    return judged


def printed_amount(record: dict[str, Any]) -> None:
    """Let data and list of print say another amount than the pages."""
    name = next(k for k, v in record["values"].items() if isinstance(v, str) and v.isdigit())
    record["values"][name] = "99"
    for line in record["printed"]:
        if line["path"] == name:
            line["text"] = "99"


def cell(record: dict[str, Any]) -> None:
    line = next(x for x in record["printed"] if "[0]." in x["path"])
    table, _, column = line["path"].partition("[0].")
    record["values"][table][0][column] = line["text"] = "别的内容"


def rows_gone(record: dict[str, Any]) -> None:
    record["values"] |= {k: v * 2 for k, v in record["values"].items() if isinstance(v, list)}


def finding(record: dict[str, Any]) -> None:
    place = {"rule": "x", "stage": record["stage"], "filing": record["filing"], "path": ""}
    record["findings"].append({**place, "severity": "note", "message": "没有印出", "basis": ""})


def undecided(record: dict[str, Any]) -> None:
    place = {"rule": "x", "stage": record["stage"], "filing": record["filing"], "path": ""}
    record["undecided"].append(place)


def override(record: dict[str, Any]) -> None:
    record["overrides"] = [{"code": "clock", "sentence": "时钟不对", "reason": "已核对"}]


def correction(record: dict[str, Any]) -> None:
    notice = {"kind": "return", "number": "1号", "issuer": "", "issued_on": None, "due_on": None}
    record["correction"] = {"notices": [{**notice, "version": 1, "items": []}]}


def changes(record: dict[str, Any]) -> None:
    parts: dict[str, Any] = {key: [] for key in ("fields", "tables", "attachments", "paper")}
    record["changes"] = {"since": {"version": 1, "code": "x"}, **parts}


@pytest.mark.parametrize(
    "change",
    [
        printed_amount,
        cell,
        rows_gone,
        finding,
        undecided,
        override,
        correction,
        changes,
        lambda r: r.update(checked_on="2020-01-01"),
        lambda r: r["unchecked"].pop(),
        lambda r: r.update(unchecked=[]),
        lambda r: r["unchecked"].append("另外一项"),
        lambda r: r.update(period="2024"),
        lambda r: r.update(made_at="2020-01-01T00:00:00+00:00"),
        lambda r: r.update(previous={"version": 1, "packet_sha256": "0" * 64}),
        lambda r: r["signature"].update(timestamp=True),
        lambda r: r["signature"].update(note="带可信时间戳"),
        lambda r: r["signature"].update(sm2_note="含国密签名"),
        lambda r: r["signature"]["signers"][0].update(role="厅长"),
        lambda r: r["attachments"].reverse(),
        lambda r: r["attachments"][0].update(media_type="text/html"),
        lambda r: r["attachments"][0].update(pages=99),
        lambda r: r["printed"][0].update(label="别的"),
        lambda r: r["printed"].append(r["printed"][0]),
        lambda r: r["printed"].reverse(),
    ],
)
def test_what_the_signer_changed_after_printing_is_noticed(
    own_key: Callable[[Change], Verification], change: Change
) -> None:
    found = own_key(change)
    assert found.verdict == "invalid"


def test_the_packet_signed_again_unchanged_is_valid(
    own_key: Callable[[Change], Verification],
) -> None:
    found = own_key(lambda _: None)
    assert (found.verdict, found.reasons) == ("valid", ())


def test_what_is_bound_to_nothing_is_only_under_the_signature(
    own_key: Callable[[Change], Verification], judge: Judge, signed: Members
) -> None:
    """The approvals are of other filings: only the signature over the manifest vouches for them."""

    def fewer(record: dict[str, Any]) -> None:
        record["approvals"] = []
        record["audit_head"]["seq"] += 1

    assert own_key(fewer).verdict == "valid"
    assert judge(with_record(signed, fewer)).verdict == "invalid"


def test_content_in_a_folder_with_another_name_is_noticed(
    packets: dict[str, Path], unsigned: Members, tmp_path: Path
) -> None:
    target = tmp_path / "x.zip"
    target.write_bytes(zipped(packets["unsigned"].stem.replace("-v1", "-v2"), unsigned))
    found = verify(target, now=NOW)
    assert any("顶层文件夹" in reason for reason in found.reasons)

"""Packets taken apart and put together again with fitting containers: the bag itself must tell."""

import hashlib
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from packet_samples import members_of, stored_zip_bytes

from egov_desktop.packaging.bag import WrittenBag
from egov_desktop.packaging.tag_files import BAG_DECLARATION
from egov_desktop.packaging.verification import BagVerdict, verify_bag

TOP = "p-1-v1/"
DECLARATION_DIGEST = hashlib.sha256(BAG_DECLARATION).hexdigest().encode()
Members = dict[str, bytes]


def rejudged(packet: WrittenBag, members: Members) -> BagVerdict:
    packet.path.write_bytes(stored_zip_bytes(members))
    return verify_bag(packet.path)


def manifest(chosen: Members) -> bytes:
    return "".join(
        f"{hashlib.sha256(data).hexdigest()}  {name.removeprefix(TOP)}\n"
        for name, data in chosen.items()
    ).encode()


def with_fitting_tagmanifest(members: Members) -> Members:
    tags = (f"{TOP}bagit.txt", f"{TOP}bag-info.txt", f"{TOP}manifest-sha256.txt")
    return {
        **members,
        f"{TOP}tagmanifest-sha256.txt": manifest({tag: members[tag] for tag in tags}),
    }


def with_fitting_manifests(members: Members) -> Members:
    """Make the manifests and the Payload-Oxum again, as an attacker without the key can."""
    payload = {name: data for name, data in members.items() if name.startswith(f"{TOP}data/")}

    oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}"
    info = [
        oxum if line.startswith("Payload-Oxum") else line
        for line in members[f"{TOP}bag-info.txt"].decode().splitlines()
    ]
    made = {**members, f"{TOP}bag-info.txt": ("\n".join(info) + "\n").encode()}
    made[f"{TOP}manifest-sha256.txt"] = manifest(payload)
    return with_fitting_tagmanifest(made)


def in_order(members: Members) -> Members:
    """Put members into the order of a packet."""
    payload = sorted(name for name in members if name.startswith(f"{TOP}data/"))
    rest = [name for name in members if name not in payload]
    return {name: members[name] for name in (rest[0], *payload, *rest[1:])}


def test_putting_it_together_unchanged_gives_the_same_bytes(packet: WrittenBag) -> None:
    before = packet.path.read_bytes()
    assert rejudged(packet, with_fitting_manifests(members_of(packet))).valid
    assert packet.path.read_bytes() == before


def test_a_remade_packet_is_left_to_the_signature(packet: WrittenBag) -> None:
    honest = verify_bag(packet.path)
    members = members_of(packet)
    members[f"{TOP}data/packet.pdf"] = b"%PDF-1.7 forged"
    verdict = rejudged(packet, with_fitting_manifests(members))
    assert verdict.valid
    assert verdict.signature == honest.signature
    assert verdict.tagmanifest != honest.tagmanifest


def drop(path: str) -> Callable[[Members], None]:
    return lambda members: members.__delitem__(TOP + path)


def put(path: str, data: bytes) -> Callable[[Members], None]:
    return lambda members: members.__setitem__(TOP + path, data)


def rename(members: Members) -> None:
    members[f"{TOP}data/other.pdf"] = members.pop(f"{TOP}data/packet.pdf")


def swap(members: Members) -> None:
    first, second = f"{TOP}data/packet.pdf", f"{TOP}data/submission.json"
    members[first], members[second] = members[second], members[first]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (put("data/packet.pdf", b"forged"), "data/packet.pdf"),
        (put("data/extra.pdf", b"x"), "data/extra.pdf"),
        (drop("data/packet.pdf"), "data/packet.pdf"),
        (rename, "data/other.pdf"),
        (swap, "data/submission.json"),
        (drop("bagit.txt"), "bagit.txt"),
        (put("bagit.txt", b"BagIt-Version: 1.0\n"), "bagit.txt"),
        (drop("bag-info.txt"), "bag-info.txt"),
        (drop("manifest-sha256.txt"), "清单"),
        (put("manifest-sha256.txt", b""), "data/packet.pdf"),
        (put("manifest-sha256.txt", b"garbage\n"), "manifest-sha256.txt"),
        (put("bag-info.txt", b"Payload-Oxum: 1.1\n"), "Payload-Oxum"),
        (put("bag-info.txt", b"no colon\n"), "bag-info.txt"),
        (put("bag-info.txt", b"\xff\xfe: x\n"), "bag-info.txt"),
    ],
)
def test_changes_without_fitting_manifests_break_the_bag(
    change: Callable[[Members], None], named: str, packet: WrittenBag
) -> None:
    members = members_of(packet)
    change(members)
    verdict = rejudged(packet, in_order(members))
    assert not verdict.is_bag
    assert any(named in problem for problem in verdict.bag_problems)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (put("notes.txt", b"x"), "notes.txt"),
        (put("manifest-sha512.txt", b""), "manifest-sha512.txt"),
        (put("fetch.txt", b""), "fetch.txt"),
        (put("data/", b""), "data/"),
        (put("data/空格 名.pdf", b"x"), "data/空格 名.pdf"),
        (put("data/CON", b"x"), "data/CON"),
        (put("data/.hidden", b"x"), "data/.hidden"),
    ],
)
def test_changes_with_fitting_manifests_make_no_packet(
    change: Callable[[Members], None], named: str, packet: WrittenBag
) -> None:
    members = members_of(packet)
    change(members)
    verdict = rejudged(packet, with_fitting_manifests(in_order(members)))
    assert not verdict.valid
    assert any(named in problem for problem in verdict.problems)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("bagit.txt", b"1.0", b"0.97"),
        ("bagit.txt", b"\n", b"\r\n"),
        ("bag-info.txt", b": ", b":  "),
        ("bag-info.txt", b"Egov-Stage", b"\nEgov-Stage"),
        ("bag-info.txt", "标".encode(), "标\n ".encode()),
        ("bag-info.txt", b"Source", b"\xef\xbb\xbfSource"),
        ("manifest-sha256.txt", b"  ", b" *"),
        ("manifest-sha256.txt", b"  data", b"\tdata"),
        ("manifest-sha256.txt", b"data/p", b"./data/p"),
        ("tagmanifest-sha256.txt", b"  ", b" "),
        ("tagmanifest-sha256.txt", DECLARATION_DIGEST, DECLARATION_DIGEST.upper()),
    ],
)
def test_other_spellings_of_tag_files_make_no_packet(
    path: str, old: bytes, new: bytes, packet: WrittenBag
) -> None:
    members = members_of(packet)
    members[f"{TOP}bag-info.txt"] += "Contact-Name: 标 记\n".encode()
    members = with_fitting_manifests(members)
    assert rejudged(packet, members).valid
    assert old in members[TOP + path]
    members[TOP + path] = members[TOP + path].replace(old, new)
    if path != "tagmanifest-sha256.txt":
        members = with_fitting_tagmanifest(members)
    verdict = rejudged(packet, members)
    assert verdict.bag_problems == ()
    assert any(path in problem for problem in verdict.packet_problems)


def test_another_order_of_members_makes_no_packet(packet: WrittenBag) -> None:
    members = members_of(packet)
    reordered = {name: members[name] for name in (*list(members)[1:], next(iter(members)))}
    verdict = rejudged(packet, reordered)
    assert verdict.is_bag
    assert verdict.packet_problems[0] == "包里缺少规定的文件，或文件的次序不对。"


def test_taking_the_mark_of_a_packet_away_does_not_soften_the_check(packet: WrittenBag) -> None:
    members = members_of(packet)
    info = members[f"{TOP}bag-info.txt"].decode().splitlines(keepends=True)
    kept = [line for line in info if not line.startswith(("Egov-", "BagIt-Profile"))]
    members[f"{TOP}bag-info.txt"] = "".join(kept).encode()
    verdict = rejudged(packet, with_fitting_manifests(members))
    assert verdict.is_bag
    assert not verdict.valid


def test_problems_name_members_in_short_and_visible_words(packet: WrittenBag) -> None:
    members = members_of(packet)
    members[f"{TOP}data/\u202efdp.exe\n" + "x" * 300] = b"x"
    (problem,) = rejudged(packet, in_order(members)).bag_problems[1:]
    assert "\\u202efdp.exe\\u000a" in problem
    assert len(problem) < 150


def test_many_problems_are_summed_up(packet: WrittenBag) -> None:
    members = members_of(packet)
    members.update({f"{TOP}data/{number}": b"" for number in range(500)})
    verdict = rejudged(packet, in_order(members))
    assert len(verdict.bag_problems) == 101
    assert "太多" in verdict.bag_problems[-1]


def test_a_verdict_travels_between_processes(packet: WrittenBag, tmp_path: Path) -> None:
    verdict = verify_bag(packet.path)
    copy = pickle.loads(pickle.dumps(verdict))  # noqa: S301 - bytes of our own
    assert copy == verdict
    assert not (tmp_path / TOP).exists()

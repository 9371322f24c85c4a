"""What a pack says of signing: guards that may be overridden, roles, and mistakes in both."""

from pathlib import Path

from small_source import SMALL

from egov_desktop import packs
from egov_desktop.domain.policy import PolicyPack
from egov_desktop.domain.signing_guards import GUARDS, SigningPolicy

POLICY = """\
  signing:
    may_override: [clock-behind-audit, {code}]
    roles: [经办人, 单位负责人]
    note: 本单位的规定
"""


def pack_folder(folder: Path, more: str) -> Path:
    """Write the small pack with something more in its head."""
    folder = folder / "small"
    for name, text in SMALL.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = text.replace("provisions:\n", f"{more}provisions:\n", 1)
        path.write_text(whole if name == "pack.yaml" else text, "utf-8")
    return folder


def test_a_pack_names_guards_and_roles(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, POLICY.format(code="already-signed"))
    assert packs.lint(folder) == []
    assert packs.load(folder).signing == SigningPolicy(
        ("clock-behind-audit", "already-signed"), ("经办人", "单位负责人"), "本单位的规定"
    )


def test_a_pack_that_says_nothing_lets_nothing_be_overridden(tmp_path: Path) -> None:
    assert packs.load(pack_folder(tmp_path, "")).signing == SigningPolicy()


def test_an_unknown_guard_is_reported_with_its_line(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, POLICY.format(code="already-singed"))
    (problem,) = packs.lint(folder)
    assert problem.file == "pack.yaml"
    text = (folder / "pack.yaml").read_text("utf-8").splitlines()
    assert "already-singed" in text[problem.line - 1]
    assert "already-signed" in problem.message


def test_the_shipped_pack_never_lets_findings_or_bad_certificates_pass(sichuan: PolicyPack) -> None:
    allowed = set(sichuan.signing.may_override)
    assert allowed <= GUARDS.keys()
    assert not allowed & {"blocking-findings", "attachment-unsound"}
    assert not any(code.startswith("certificate-") for code in allowed)
    assert "待核对" in sichuan.signing.note

"""Several signers in order on one document."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
import signing_attacks as attacks
from PIL import Image
from signing_tsa import OFFICIALS, Authority

from egov_desktop.domain.errors import InvalidInputError, SigningError
from egov_desktop.signing.pdf import SignerStep, sign_pdf
from egov_desktop.signing.seal import Seal
from egov_desktop.signing.sources import CertificateFile
from egov_desktop.signing.validation import validate_pdf

NOW = datetime.now(UTC).replace(microsecond=0)
ROLES = ("单位负责人", "项目负责人", "财务负责人")
PYHANKO = Path(__file__).parents[2] / ".venv" / "bin" / "pyhanko"


@pytest.fixture(scope="module")
def steps(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> list[SignerStep]:
    image = tmp_path_factory.mktemp("seal") / "seal.png"
    Image.new("RGBA", (60, 60), (255, 0, 0, 128)).save(image)
    return [
        SignerStep(
            authority.source(name), role, "报送", Seal(image, 1, (left, 100, left + 90, 190))
        )
        for name, role, left in zip(OFFICIALS, ROLES, (50, 200, 350), strict=True)
    ]


@pytest.fixture(scope="module")
def signed(
    tmp_path_factory: pytest.TempPathFactory, plain_pdf: Path, steps: Sequence[SignerStep]
) -> Path:
    path = tmp_path_factory.mktemp("several") / "signed.pdf"
    who = sign_pdf(plain_pdf, path, steps, NOW, location="成都")
    assert [each.holder for each in who] == list(OFFICIALS.values())
    return path


def test_each_stays_valid_and_the_last_covers_all(signed: Path, authority: Authority) -> None:
    verdicts = validate_pdf(signed, [authority.root], NOW)
    assert [verdict.signer for verdict in verdicts] == list(OFFICIALS.values())
    assert all(verdict.accepted and verdict.trusted for verdict in verdicts)
    assert [verdict.covers_whole_file for verdict in verdicts] == [False, False, True]
    assert [verdict.reason[: len(role)] for verdict, role in zip(verdicts, ROLES, strict=True)] == [
        *ROLES
    ]
    assert {verdict.level for verdict in verdicts} == {"PAdES B-B，无时间戳"}


def test_outside_judges_accept_each(
    signed: Path, authority: Authority, run: Callable[..., str]
) -> None:
    said = run("pdfsig", signed)
    assert said.count("Signature is Valid") == 3
    assert said.count("Total document signed") == 1
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", signed)
    judged = run(
        *(PYHANKO, "sign", "validate", "--pretty-print", "--no-revocation-check"),
        *("--trust", authority.root, "--trust-replace", signed),
    )
    assert judged.count("The signature is judged VALID") == 3


def test_the_first_certifies_and_the_last_locks(signed: Path) -> None:
    with pikepdf.open(signed) as pdf:
        first, second, third = pdf.Root.AcroForm.Fields
        assert pdf.Root.Perms.DocMDP.objgen == first.V.objgen
        assert first.V.Reference[0].TransformParams.P == 2
        assert "/Lock" not in first
        assert "/Lock" not in second
        assert third.Lock.Action == "/All"
        assert third.Lock.P == 1


def test_nobody_signs_after_the_last(
    tmp_path: Path, signed: Path, authority: Authority, steps: Sequence[SignerStep]
) -> None:
    late = SignerStep(steps[0].source, "", "再签")
    with pytest.raises(SigningError, match="已锁定文件"):
        sign_pdf(signed, tmp_path / "late.pdf", [late], NOW, location="成都")


def test_revocation_lists_are_embedded_and_asked(
    tmp_path: Path,
    plain_pdf: Path,
    steps: Sequence[SignerStep],
    authority: Authority,
    run: Callable[..., str],
) -> None:
    path, listed = tmp_path / "signed.pdf", authority.revocation_list("several")
    sign_pdf(plain_pdf, path, steps, NOW, location="成都", revocation=[listed])
    verdicts = validate_pdf(path, [authority.root], NOW)
    assert all(verdict.accepted for verdict in verdicts)
    assert {verdict.revocation for verdict in verdicts} == {"good"}
    assert {verdict.level for verdict in verdicts} == {"PAdES B-B，无时间戳，附吊销列表"}
    assert verdicts[-1].covers_whole_file
    assert run("pdfsig", path).count("Signature is Valid") == 3
    run("qpdf", "--check", path)
    later = NOW + timedelta(days=90)
    (stale, *_) = validate_pdf(path, [authority.root], later)
    assert stale.revocation == "unknown"
    assert any("吊销列表已过期" in note for note in stale.notes)


def test_a_revoked_signer_stops_all(
    tmp_path: Path, plain_pdf: Path, authority: Authority, steps: Sequence[SignerStep]
) -> None:
    authority.issue("gone", "李离职")
    authority.revoke("gone", "affiliationChanged")
    gone = SignerStep(authority.source("gone"), "", "报送")
    listed = [authority.revocation_list("gone")]
    path = tmp_path / "signed.pdf"
    with pytest.raises(SigningError, match=r"李离职.*被吊销.*隶属关系变更"):
        sign_pdf(plain_pdf, path, [steps[0], gone], NOW, location="成都", revocation=listed)
    assert list(tmp_path.iterdir()) == []
    sign_pdf(
        *(plain_pdf, path, [steps[0], gone], NOW),
        location="成都",
        revocation=listed,
        overriding=["certificate-revoked"],
    )
    first, second = validate_pdf(path, [authority.root], NOW)
    assert first.accepted
    assert second.revocation == "revoked"
    assert not second.accepted


def test_a_wrong_password_in_the_middle_leaves_nothing(
    tmp_path: Path, plain_pdf: Path, steps: Sequence[SignerStep], ec_pki: object
) -> None:
    wrong = SignerStep(CertificateFile(ec_pki.p12, "falsch"), "", "x")  # type: ignore[attr-defined]
    with pytest.raises(SigningError, match="密码不对"):
        sign_pdf(plain_pdf, tmp_path / "s.pdf", [steps[0], wrong], NOW, location="成都")
    assert list(tmp_path.iterdir()) == []


def test_a_list_that_is_none(tmp_path: Path, plain_pdf: Path, steps: Sequence[SignerStep]) -> None:
    with pytest.raises(InvalidInputError, match="不是完好的证书吊销列表"):
        sign_pdf(
            *(plain_pdf, tmp_path / "s.pdf", steps, NOW), location="成都", revocation=[plain_pdf]
        )


def _cut_back(signed: Path, count: int) -> bytes:
    """Return the document as it was when so many had signed."""
    content = signed.read_bytes()
    ends = [
        int(tail) + int(offset)
        for offset, tail in re.findall(rb"/ByteRange \[0 \d+ (\d+) (\d+)\]", content)
    ]
    return content[: sorted(ends)[count - 1]]


@pytest.mark.parametrize("count", [1, 2])
def test_rollback_to_an_earlier_signer_shows_who_is_missing(
    tmp_path: Path, signed: Path, authority: Authority, count: int
) -> None:
    path = tmp_path / "rolled-back.pdf"
    path.write_bytes(_cut_back(signed, count))
    verdicts = validate_pdf(path, [authority.root], NOW)
    assert [verdict.signer for verdict in verdicts] == list(OFFICIALS.values())[:count]


@pytest.mark.parametrize(
    "change",
    [
        attacks.replace_page,
        attacks.add_content,
        attacks.add_annotation,
        attacks.drop_page,
        attacks.add_script,
        attacks.change_seal,
        attacks.swap_values,
        attacks.move_field,
        attacks.rename_field,
    ],
)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_changed_after_some_have_signed(
    tmp_path: Path, signed: Path, authority: Authority, change: attacks.Change, count: int
) -> None:
    path = tmp_path / "forged.pdf"
    path.write_bytes(attacks.updated(_cut_back(signed, count), change))
    try:
        verdicts = validate_pdf(path, [authority.root], NOW)
    except InvalidInputError:
        return
    assert not all(verdict.accepted for verdict in verdicts)


@pytest.mark.parametrize(
    "change",
    [
        attacks.replace_page,
        attacks.add_content,
        attacks.add_annotation,
        attacks.drop_page,
        attacks.add_script,
        attacks.change_seal,
        attacks.move_field,
        attacks.rename_field,
        attacks.replace_font,
        attacks.replace_form,
    ],
)
def test_changed_between_two_signers_by_an_accomplice(
    tmp_path: Path, signed: Path, authority: Authority, change: attacks.Change
) -> None:
    between, last = tmp_path / "between.pdf", tmp_path / "last.pdf"
    between.write_bytes(attacks.updated(_cut_back(signed, 1), change))
    accomplice = SignerStep(authority.source("finance"), "", "审核")
    sign_pdf(between, last, [accomplice], NOW, location="成都")
    first, second = validate_pdf(last, [authority.root], NOW)
    assert first.intact
    assert not first.accepted
    assert "签名之后文件内容被改动（页面或结构有变化）" in first.reasons
    assert second.covers_whole_file

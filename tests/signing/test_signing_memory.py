"""Memory stays flat however large the PDF is."""

import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from signing_pki import NOW, Pki

_SIGN = """
from egov_desktop.signing.pdf import SignerStep, sign_pdf
from egov_desktop.signing.sources import CertificateFile
source = CertificateFile(p12, "口令 1")
steps = [SignerStep(source, role, "报送") for role in ("负责人", "财务")]
sign_pdf(folder / "plain.pdf", folder / "signed.pdf", steps, NOW, location="成都")
"""
_VERIFY = """
from egov_desktop.signing.validation import validate_pdf
verdicts = validate_pdf(folder / "signed.pdf", [root], NOW)
assert len(verdicts) == 2 and all(verdict.accepted for verdict in verdicts)
"""


def _peak(program: str, folder: Path, pki: Pki) -> int:
    """Run a program of its own and return the most memory it took, in MB."""
    head = (
        "from datetime import datetime\nfrom pathlib import Path\n"
        f"NOW = datetime.fromisoformat({NOW.isoformat()!r})\n"
        f"folder, p12 = Path({str(folder)!r}), Path({str(pki.p12)!r})\n"
        f"root = Path({str(pki.root)!r})\n"
    )
    foot = (
        'status = Path("/proc/self/status").read_text()\n'
        'print(int(status.partition("VmHWM:")[2].split()[0]) >> 10)\n'
    )
    done = subprocess.run(
        [sys.executable, "-c", head + program + foot], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def _pdf(folder: Path, megabytes: int) -> Path:
    folder.mkdir()
    with pikepdf.new() as pdf:
        for _ in range(megabytes):
            pdf.add_blank_page()
            picture = pdf.make_stream(os.urandom(1 << 20))
            pdf.pages[-1].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture))
        pdf.save(folder / "plain.pdf")
    return folder


@pytest.mark.timeout(60)
def test_signing_and_judging_take_no_more_for_a_large_document(tmp_path: Path, ec_pki: Pki) -> None:
    small, large = _pdf(tmp_path / "small", 1), _pdf(tmp_path / "large", 120)
    for program in (_SIGN, _VERIFY):
        assert _peak(program, large, ec_pki) - _peak(program, small, ec_pki) < 60

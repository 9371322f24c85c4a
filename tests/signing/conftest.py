"""A real PKI, real PDFs, outside judges."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from signing_pki import NOW, Pki
from signing_tsa import OFFICIALS, Authority, make_authority

from egov_desktop.signing.credential import load_pkcs12
from egov_desktop.signing.pdf import SignerStep, sign_pdf
from egov_desktop.signing.throwaway import make_throwaway_credential


def _pki(folder: Path, *, elliptic: bool) -> Pki:
    p12, root = make_throwaway_credential(folder, "张三", NOW, password="口令 1", elliptic=elliptic)
    return Pki(load_pkcs12(p12, "口令 1"), p12, root)


@pytest.fixture(scope="session")
def rsa_pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return _pki(tmp_path_factory.mktemp("rsa"), elliptic=False)


@pytest.fixture(scope="session")
def ec_pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return _pki(tmp_path_factory.mktemp("ec"), elliptic=True)


@pytest.fixture(scope="session", params=["rsa_pki", "ec_pki"])
def pki(request: pytest.FixtureRequest) -> Pki:
    found: Pki = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def plain_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages of text in an embedded font."""
    pdfmetrics.registerFont(TTFont("Vera", Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"))
    path = tmp_path_factory.mktemp("plain") / "packet.pdf"
    canvas = Canvas(str(path), initialFontName="Vera", invariant=1)
    for page in ("total investment 2860.00", "second page"):
        canvas.setFont("Vera", 12)
        canvas.drawString(72, 700, page)
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture(scope="session")
def signed_pdf(tmp_path_factory: pytest.TempPathFactory, plain_pdf: Path, ec_pki: Pki) -> Path:
    path = tmp_path_factory.mktemp("signed") / "signed.pdf"
    sign_pdf(plain_pdf, path, [SignerStep(ec_pki.credential, "", "报送")], NOW, location="成都")
    return path


@pytest.fixture
def run() -> Callable[..., str]:
    """Run an outside judge and return what it prints; it must succeed."""

    def judge(*command: str | Path) -> str:
        done = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return judge


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority with three officials of a unit, each with a key and certificate of his own."""
    made = make_authority(tmp_path_factory.mktemp("officials"))
    for name, common_name in OFFICIALS.items():
        made.issue(name, common_name)
    made.issue("rsa", "周普通", newkey=("rsa:2048",))
    made.issue("short", "吴短", newkey=("rsa:1024",))
    return made

"""What the window shows only after some work: packets judged, signed, sent back, flawed files."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pikepdf
from PIL import Image, ImageDraw
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QDialog, QWidget
from reportlab.pdfgen.canvas import Canvas

from egov_desktop.app import (
    corrections,
    data_files,
    policy_packs,
    projects,
    signing_settings,
    submissions,
)
from egov_desktop.app.signing_choices import CertificateFile, SignerChoice, Signing
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.corrections import CorrectionNotice, NoticeItem, NoticeKind
from egov_desktop.domain.project import Project
from egov_desktop.signing.throwaway import make_throwaway_credential
from egov_desktop.ui import routes
from egov_desktop.ui.correction_answers import CorrectionAnswersDialog
from egov_desktop.ui.correction_dialog import CorrectionDialog
from egov_desktop.ui.difference_dialog import DifferenceDialog
from egov_desktop.ui.main_window import MainWindow
from egov_desktop.ui.materials_page import MaterialsPage
from egov_desktop.ui.paper_dialog import PaperDialog
from egov_desktop.ui.seal_dialog import SealDialog
from egov_desktop.ui.seal_place import SealPlace
from egov_desktop.ui.submit_page import SubmitPage
from egov_desktop.ui.timestamp_dialog import TimestampDialog
from egov_desktop.ui.verify_page import VerifyPage

FILING = "feasibility_study"
SETTLE_MS = 400
"""Enough for what a page computes after it was painted."""
TALL = (1180, 1500)
_P = TypeVar("_P", bound=QWidget)
_PEOPLE = ("赵一鸣", "欧阳文静", "孙三")
_LONG = (
    "可行性研究报告第五章“建设内容与规模”所列服务器、存储、网络与密码设备的数量，与投资估算明细表不一致，"
    "且未说明利旧情况；请逐项核对后修改，并附三家以上供应商的书面报价和单位财务部门的复核意见。"
)
NOTICE = CorrectionNotice(
    NoticeKind.CORRECTION,
    "川数补\u30142026\u301531 号",
    "四川省大数据中心",
    date(2026, 8, 3),
    date(2026, 8, 21),
    (
        NoticeItem("total_investment", "总投资与概算不一致"),
        NoticeItem("feasibility_report", "缺单位公章"),
        NoticeItem("", _LONG),
    ),
)


@dataclass(frozen=True)
class Stock:
    """Files made once for all variants: signers, a seal, signed packets, flawed materials."""

    folder: Path
    out: Path
    """Where one variant writes its packets."""

    @property
    def people(self) -> list[Path]:
        """The certificate files, in the order in which they sign."""
        return [self.folder / name / "signer.p12" for name in _PEOPLE]

    @property
    def roots(self) -> tuple[Path, ...]:
        """The roots that vouch for them."""
        return tuple(path.with_name("root.pem") for path in self.people)

    @property
    def seal(self) -> Path:
        """A round seal on a transparent ground."""
        return self.folder / "单位公章.png"

    @property
    def packets(self) -> Path:
        """A good packet, a damaged one, and a file that is none."""
        return self.folder / "收件"

    @property
    def good(self) -> Path:
        """The packet that three persons signed."""
        return self.packets / "approval-platform.zip"

    @property
    def damaged(self) -> Path:
        """The same with one byte changed."""
        return self.packets / "changed.zip"

    @property
    def flawed(self) -> list[Path]:
        """Materials with an error, warnings and notes."""
        return sorted((self.folder / "材料").iterdir())


def settle(window: MainWindow) -> None:
    """Let the window do what it does after a page was shown, work in a child process included."""
    loop = QEventLoop()
    timer = QTimer(interval=SETTLE_MS)
    was_busy = False

    def look() -> None:
        nonlocal was_busy
        if not window.jobs.is_busy and not was_busy:
            loop.quit()
        was_busy = window.jobs.is_busy

    timer.timeout.connect(look)
    timer.start()
    loop.exec()


def make_stock(folder: Path, now: datetime) -> None:
    """Make the files that the scenes need in a folder, new or empty."""
    folder.mkdir(exist_ok=True)
    stock = Stock(folder, folder / "sender")
    for name in _PEOPLE:
        (folder / name).mkdir()
        make_throwaway_credential(folder / name, name, now, elliptic=True)
    expired = folder / "过期"
    expired.mkdir()
    make_throwaway_credential(expired, "王五", now - timedelta(days=90), elliptic=True)
    seal = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(seal).ellipse((8, 8, 292, 292), outline=(200, 20, 20, 220), width=10)
    seal.save(stock.seal)
    _make_materials(folder / "材料")
    stock.packets.mkdir()
    with Workspace.open(stock.out, lambda: now, now.date()) as workspace:
        project = load_sample(workspace)
        made = submissions.submit(workspace, project.id, FILING, stock.out, signing_of(stock))
        made.packet.rename(stock.good)
    _copy_changed(stock.good, stock.damaged)
    (stock.packets / "no-packet.zip").write_bytes(b"no zip")


def load_sample(workspace: Workspace) -> Project:
    """Load the sample project whose filings are complete."""
    return data_files.load_data_file(workspace, policy_packs.sample("approval-platform"))


def signing_of(stock: Stock) -> Signing:
    """Let all persons sign, the first with a seal."""
    roles = ("单位负责人", "项目责任人", "财务负责人")
    return Signing(
        tuple(
            SignerChoice(CertificateFile(path, None), role, None if number else stock.seal)
            for number, (path, role) in enumerate(zip(stock.people, roles, strict=True))
        )
    )


def _copy_changed(packet: Path, to: Path) -> None:
    """Copy a packet with one byte of its PDF changed and the checksum of the member put right."""
    with zipfile.ZipFile(packet) as source, zipfile.ZipFile(to, "w") as target:
        for info in source.infolist():
            content = bytearray(source.read(info))
            if info.filename.endswith("/packet.pdf"):
                content[len(content) // 3] ^= 1
            target.writestr(info, bytes(content))


def _make_materials(folder: Path) -> None:
    folder.mkdir()
    canvas = Canvas(str(folder / "plain.pdf"))
    canvas.drawString(72, 700, "a report")
    canvas.showPage()
    canvas.save()
    with pikepdf.open(folder / "plain.pdf") as pdf:
        pdf.add_blank_page()
        pdf.attachments["投资估算明细.xlsx"] = b"x"
        pdf.save(folder / f"可行性研究报告{'（修改稿）' * 8}.pdf")
    (folder / "plain.pdf").unlink()
    (folder / "扫描件.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    (folder / "空.pdf").touch()


def scenes(
    window: MainWindow, workspace: Workspace, stock: Stock, clean: Project, drafting: Project
) -> Iterator[tuple[str, QWidget]]:
    """Bring one scene after the other on screen; the caller draws each."""
    window.resize(*TALL)
    for name, route in (
        ("50-settings", routes.Settings()),
        ("51-unit", routes.UnitProfile()),
        ("52-funds", routes.Funds(clean.id)),
        ("53-funds-empty", routes.Funds(drafting.id)),
        ("54-report", routes.Report(clean.id, FILING)),
    ):
        window.go(route)
        yield name, window
    for name in _verifying(window, workspace, stock):
        yield name, window
    yield from _submitting(window, workspace, stock, clean)
    yield from _correcting(window, workspace, stock)
    window.go(routes.Materials(drafting.id, FILING))
    page = shown(window, MaterialsPage)
    page.add_files("feasibility_report", stock.flawed)
    yield "90-materials-flaws", window


def shown(window: MainWindow, kind: type[_P]) -> _P:
    """Return the page on screen, which is of this kind."""
    page = window.page
    assert isinstance(page, kind)
    return page


def _verifying(window: MainWindow, workspace: Workspace, stock: Stock) -> Iterator[str]:
    window.go(routes.Verify())
    page = shown(window, VerifyPage)
    yield "60-verify-empty"
    page.judge([stock.good])
    yield "61-verify-reserved"
    page.judge([stock.damaged])
    yield "62-verify-invalid"
    page.terms.roots.set_paths(stock.roots)
    page.terms.kept_changed.emit()
    page.judge([stock.good])
    yield "63-verify-valid"
    page.judge([stock.packets])
    yield "64-verify-many"
    kept = signing_settings.load(workspace)
    assert kept.roots == stock.roots
    page.terms.roots.clear_button.click()


def _submitting(
    window: MainWindow, workspace: Workspace, stock: Stock, clean: Project
) -> Iterator[tuple[str, QWidget]]:
    window.go(routes.Submit(clean.id, FILING))
    page = shown(window, SubmitPage)
    page.folder.set_path(stock.out)
    fill_signers(window, page, stock)
    yield "70-submit-signers", window
    page.signing.cards[1].file.certificate.set_path(stock.people[0])
    settle(window)
    projects.answer(workspace, clean.id, f"{FILING}.consultant", "四川省信息化工程咨询研究院")
    page.go_button.click()
    yield "71-submit-guards", window
    card = page.signing.cards[0]
    card.by_token.click()
    card.token.driver.set_path(stock.seal)
    page.signing.cards[1].file.certificate.set_path(stock.folder / "过期" / "signer.p12")
    yield "72-submit-problems", window
    window.go(routes.Workbench())
    made = submissions.submit(workspace, clean.id, FILING, stock.out, signing_of(stock))
    window.go(routes.Submit(clean.id, FILING))
    page.show_result(made)
    page.refresh()
    yield "73-submit-made", window
    timestamp = TimestampDialog(window, workspace, window.jobs, made.packet)
    yield from _opened("75-timestamp", timestamp)
    seal = page._placing(page.signing.cards[0], stock.seal, None)
    yield from _opened("76-seal", seal)
    assert isinstance(seal, SealDialog)
    page.signing.on_paper.click()
    projects.answer(workspace, clean.id, f"{FILING}.consultant", "另一家设计院")
    on_paper = submissions.submit(workspace, clean.id, FILING, stock.out, None)
    page.show_result(on_paper)
    page.refresh()
    yield "74-submit-paper", window
    paper = PaperDialog(window, workspace, window.jobs, on_paper.packet)
    yield from _opened("77-paper", paper)


def readme_scenes(
    window: MainWindow, workspace: Workspace, stock: Stock, project: Project
) -> Iterator[str]:
    """Show a packet that three persons signed, then the verdict on it."""
    made = submissions.submit(workspace, project.id, FILING, stock.out, signing_of(stock))
    window.go(routes.Submit(project.id, FILING))
    page = shown(window, SubmitPage)
    page.show_result(made)
    page.refresh()
    yield "submit"
    window.go(routes.Verify())
    judging = shown(window, VerifyPage)
    judging.terms.roots.set_paths(stock.roots)
    judging.judge([made.packet])
    yield "verify"


def fill_signers(window: MainWindow, page: SubmitPage, stock: Stock) -> None:
    """Give three signers their certificates, and the first a seal."""
    for number, path in enumerate(stock.people):
        card = page.signing.cards[0] if not number else page.signing.add_signer()
        card.file.certificate.set_path(path)
        settle(window)
    seal = page.signing.cards[0].seal
    seal.image.set_path(stock.seal)
    seal.put(SealPlace(3, 100, 200, 110, 110), is_on_last_page=True)


def _correcting(
    window: MainWindow, workspace: Workspace, stock: Stock
) -> Iterator[tuple[str, QWidget]]:
    made = load_sample(workspace)
    submissions.submit(workspace, made.id, FILING, stock.out, None)
    corrections.record_notice(workspace, made.id, FILING, NOTICE)
    projects.answer(workspace, made.id, f"{FILING}.total_investment", "2900.00")
    project = projects.load_project(workspace, made.id)
    for name, route in (
        ("80-fill-correction", routes.Fill(made.id, FILING, "total_investment")),
        ("81-materials-correction", routes.Materials(made.id, FILING)),
        ("82-project-correction", routes.ProjectHome(made.id)),
    ):
        window.go(route)
        yield name, window
    (notice,) = projects.filing_of(project, FILING).pending_notices
    dialog = CorrectionDialog(window, workspace, project, FILING, notice)
    yield from _opened("83-correction", dialog)
    yield from _opened("84-correction-empty", CorrectionDialog(window, workspace, project, FILING))
    answers = CorrectionAnswersDialog(window, workspace, project, FILING)
    yield from _opened("85-correction-answers", answers)
    window.go(routes.Materials(made.id, FILING))
    page = shown(window, MaterialsPage)
    assert page.cards["feasibility_report"].corrections.marks
    projects.answer(workspace, made.id, f"{FILING}.total_investment", "2860.00")
    projects.answer(workspace, made.id, f"{FILING}.consultant", _LONG)
    submissions.submit(workspace, made.id, FILING, stock.out, None)
    window.go(routes.Submit(made.id, FILING))
    yield "86-submit-history", window
    changes = corrections.differences_between(workspace, made.id, FILING, 1, 2)
    yield from _opened("87-difference", DifferenceDialog(window, changes, 2))


def _opened(name: str, dialog: QDialog) -> Iterator[tuple[str, QDialog]]:
    dialog.show()
    yield name, dialog
    dialog.close()

"""Draw every page into PNG files: python -m tests.story.make_screenshots FOLDER

Light and dark, at 100 % and 200 %; empty, with the sample projects, with forty long names, with
errors, in a narrow window. To be looked at by a person. With --readme before the folder, only the
pictures that the README shows: python -m tests.story.make_screenshots --readme docs/images
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

from PIL import Image
from PySide6.QtWidgets import QDialog, QWidget

from egov_desktop.app import data_files, policy_packs, projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import StorageError
from egov_desktop.domain.project import Project
from egov_desktop.ui import application, theme
from egov_desktop.ui.approval_dialog import ApprovalDialog
from egov_desktop.ui.crash import CrashDialog
from egov_desktop.ui.dialogs import MessageDialog
from egov_desktop.ui.main_window import MainWindow
from egov_desktop.ui.new_project_dialog import NewProjectDialog
from egov_desktop.ui.routes import (
    Agenda,
    CheckReport,
    Fill,
    Materials,
    Preview,
    ProjectHome,
    Route,
    Submit,
    Workbench,
)
from egov_desktop.ui.settings import Appearance, WindowSettings
from tests.story.screenshot_scenes import Stock, make_stock, readme_scenes, scenes, settle

NOW = datetime(2026, 8, 12, 9, 30, tzinfo=timezone(timedelta(hours=8)))
NARROW = (760, 640)
USUAL = (1180, 780)
README_SIZE = (1280, 800)
README_DAY = datetime(2024, 7, 22, 9, 30, tzinfo=NOW.tzinfo)
"""A day on which the sample projects are under way."""
_COLOURS = 128
"""Enough for a window; the pictures stay small."""


def main(arguments: list[str]) -> int:
    """Draw all variants into a folder, each in a process of its own."""
    if len(arguments) == 4:
        folder, made, appearance, scale = arguments
        return draw(Path(folder), Path(made), Appearance(appearance), scale)
    if arguments[0] == "--readme":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return draw_readme(Path(arguments[1]))
    folder = Path(arguments[0]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        make_stock(Path(made), NOW)
        for scale in ("1", "2"):
            running = [
                subprocess.Popen(
                    [sys.executable, "-m", __spec__.name, str(folder), made, look.value, scale],
                    env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale},
                )
                for look in (Appearance.LIGHT, Appearance.DARK)
            ]
            if any([process.wait() for process in running]):
                return 1
    return 0


def draw(folder: Path, made: Path, appearance: Appearance, scale: str) -> int:
    """Draw every page in one appearance at one scale."""
    theme.apply(application.make_application(["make_screenshots"]), appearance is Appearance.DARK)
    suffix = f"{appearance.value}-{scale}00.png"
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as out_folder:
        out = Path(out_folder)
        with Workspace.open(Path(home), lambda: NOW, NOW.date()) as workspace:
            settings = WindowSettings(workspace.home)
            settings.appearance = appearance
            window = MainWindow(workspace, settings)
            window.resize(*USUAL)
            window.show()
            for name, widget in pictures(window, workspace, Stock(made, out)):
                settle(window)
                widget.grab().save(str(folder / f"{name}-{suffix}"))
            window.close()
    return 0


def draw_readme(folder: Path) -> int:
    """Draw the pictures of the README from the two sample projects."""
    folder.mkdir(parents=True, exist_ok=True)
    theme.apply(application.make_application(["make_screenshots"]), is_dark=False)
    with tempfile.TemporaryDirectory() as home:
        workspace = Workspace.open(Path(home), lambda: README_DAY, README_DAY.date())
        with workspace:
            first, second = (
                data_files.load_data_file(workspace, policy_packs.sample(name))
                for name in ("data-hub", "approval-platform")
            )
            for path, raw in (
                ("registration.unit_code", "11990000000001012X"),
                ("registration.construction_end", "2022-03-28"),
                ("feasibility_study.fund_sources[1].amount", "180.00"),
                ("preliminary_design.total_investment", "4900"),
            ):
                projects.answer(workspace, first.id, path, raw)
            window = MainWindow(workspace, WindowSettings(workspace.home))
            window.resize(*README_SIZE)
            window.show()
            for name, route in (
                ("workbench", Workbench()),
                ("project", ProjectHome(second.id)),
                ("fill", Fill(second.id, "feasibility_study", "investment_items")),
                ("check", CheckReport(first.id)),
            ):
                window.go(route)
                keep_readme_picture(window, folder / f"{name}.png")
            made_on_the_way = Path(home) / "stock"
            make_stock(made_on_the_way, README_DAY)
            stock = Stock(made_on_the_way, made_on_the_way)
            for name in readme_scenes(window, workspace, stock, second):
                keep_readme_picture(window, folder / f"{name}.png")
            window.close()
    return 0


def keep_readme_picture(window: MainWindow, picture: Path) -> None:
    """Save what the window shows as a small file."""
    settle(window)
    window.grab().save(str(picture))
    Image.open(picture).quantize(_COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)


def pictures(
    window: MainWindow, workspace: Workspace, stock: Stock
) -> Iterator[tuple[str, QWidget]]:
    """Bring one page or dialog after the other on screen."""
    yield "01-workbench-empty", window
    sample = data_files.load_data_file(workspace, policy_packs.sample("approval-platform"))
    drafting = many_projects(workspace)
    for name, route in routes(sample, drafting):
        window.go(route)
        yield name, window
    window.resize(*NARROW)
    for name, route in (
        ("30-narrow-workbench", Workbench()),
        ("31-narrow-project", ProjectHome(sample.id)),
        ("32-narrow-fill", Fill(sample.id, "feasibility_study")),
        ("33-narrow-check", CheckReport(drafting.id)),
        ("34-narrow-agenda", Agenda()),
    ):
        window.go(route)
        yield name, window
    for name, dialog in dialogs(window, workspace, sample):
        dialog.show()
        yield name, dialog
        dialog.close()
    yield from scenes(window, workspace, stock, sample, drafting)


def routes(sample: Project, drafting: Project) -> Iterator[tuple[str, Route]]:
    """Name every kind of page, of a finished filing and of one with errors."""
    yield "02-workbench-full", Workbench()
    yield "03-project", ProjectHome(sample.id)
    yield "04-project-check", CheckReport(sample.id)
    yield "05-agenda", Agenda()
    for number, (kind, words) in enumerate(
        (
            (Fill, "fill"),
            (Materials, "materials"),
            (CheckReport, "check"),
            (Preview, "preview"),
            (Submit, "submit"),
        )
    ):
        yield f"1{number}-{words}", kind(sample.id, "feasibility_study")
        yield f"2{number}-{words}-errors", kind(drafting.id, "feasibility_study")


def dialogs(
    window: MainWindow, workspace: Workspace, sample: Project
) -> Iterator[tuple[str, QDialog]]:
    """Make the dialogs as they look when something is wrong."""
    yield "40-new-project", NewProjectDialog(window, workspace)
    yield "41-approval", ApprovalDialog(window, workspace, sample, "feasibility_study")
    error = StorageError("无法写入“/media/usb/报送包.zip”：磁盘空间不足，请清理后重试。")
    colour = theme.colours().error
    yield "42-error", MessageDialog(window, "没有完成", str(error), "problem", colour)
    yield "43-crash", CrashDialog("Traceback …\nValueError: …", workspace.home / "program.log")


def many_projects(workspace: Workspace) -> Project:
    """Make forty projects with long names; return one whose filing has errors."""
    for number in range(39):
        projects.create_project(
            workspace,
            "sichuan-egov",
            f"四川省省级政务数据共享交换与业务协同平台（第 {number + 1} 期）及其安全保障体系、"
            "灾备体系与运行维护体系一体化建设工程项目",
        )
    made = projects.create_project(workspace, "sichuan-egov", "智慧水利综合监管平台")
    for path, raw in (
        ("registration.construction_unit", "四川省水利厅"),
        ("registration.unit_code", "123"),
        ("registration.construction_start", "2025-01-10"),
        ("registration.construction_end", "2027-03-10"),
        ("feasibility_study.total_investment", "三千万左右"),
        ("feasibility_study.funds_secured", "否"),
        ("procurement.supervision_contract", "否"),
    ):
        projects.answer(workspace, made.id, path, raw)
    return projects.load_project(workspace, made.id)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

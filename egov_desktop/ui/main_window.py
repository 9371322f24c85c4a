"""The navigation shell: where one is, the page itself, and whether everything is saved."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import dialogs, page_building, routes, theme
from egov_desktop.ui.backup_clock import BACKUP_WANTED
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.language import speak
from egov_desktop.ui.page import Page
from egov_desktop.ui.routes import (
    Agenda,
    CheckReport,
    Funds,
    ProjectHome,
    Route,
    Settings,
    UnitProfile,
    Verify,
    Workbench,
)
from egov_desktop.ui.settings import Appearance, WindowSettings
from egov_desktop.ui.status_line import StatusLine
from egov_desktop.ui.top_bar import TopBar
from egov_desktop.ui.translation import Language, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QDialog

    from egov_desktop.app.startup_check import Verdict
    from egov_desktop.domain.project import Project
    from egov_desktop.ui.filing_strip import FilingStrip
    from egov_desktop.ui.filing_tabs import FilingTabs

_SETTLE_MS = 250
"""Tabs are repainted this long after the last save, not at every one."""
_WAIT_MS = 1000
"""How often it is looked whether work has ended that pages wait for."""
_USUAL_SIZE = QSize(1180, 780)
_FRAME = QSize(16, 40)
"""What the window system adds around the window."""


class MainWindow(QMainWindow):
    """The window: top bar, steps of the filing, the page, the status line."""

    def __init__(self, workspace: Workspace, settings: WindowSettings) -> None:
        super().__init__()
        self.workspace = workspace
        self.jobs = Jobs(self)
        self._settings = settings
        self._route: Route = Workbench()
        self._history: list[Route] = []
        self._pages: dict[tuple[object, ...], Page] = {}
        self.top_bar = TopBar(settings.appearance)
        self._steps = QHBoxLayout()
        self.stack = QStackedWidget()
        self.status_line = StatusLine()
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._look_again = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._lay_out()
        self._connect()
        self.setWindowTitle(_("电子政务项目报件"))
        self.resize(_USUAL_SIZE.boundedTo(self.screen().availableSize() - _FRAME))
        if not settings.geometry.isEmpty():
            self.restoreGeometry(settings.geometry)
        self._show(self._route)
        self._show_surroundings()

    @property
    def route(self) -> Route:
        """Where the person is."""
        return self._route

    @property
    def page(self) -> Page | None:
        """The page on screen."""
        return self._pages.get(page_building.place(self._route))

    @cached_property
    def tabs(self) -> "FilingTabs":
        """The steps of a filing; made when the first filing is shown."""
        from egov_desktop.ui.filing_tabs import FilingTabs

        tabs = FilingTabs(self)
        tabs.navigate.connect(self.go)
        tabs.approval_wanted.connect(self._on_approval_wanted)
        self._steps.addWidget(tabs)
        return tabs

    @cached_property
    def strip(self) -> "FilingStrip":
        """What is said of a filing under its steps; made when the first filing is shown."""
        from egov_desktop.ui.filing_strip import FilingStrip

        strip = FilingStrip()
        strip.record_wanted.connect(self._on_notice_wanted)
        strip.answers_wanted.connect(self._on_answers_wanted)
        self._header.addWidget(strip)
        return strip

    def go(self, route: Route) -> None:
        """Leave the page on screen, keeping what is being typed, and show another."""
        left = self._route
        if self._may_leave() and self._show(route) and route != left:
            self._history.append(left)
        self._show_surroundings()

    def go_back(self) -> None:
        """Show the page that was on screen before."""
        if not self._history or not self._may_leave():
            return
        self._show(self._history.pop())
        self._show_surroundings()

    def show_status(self, words: str) -> None:
        """Say something in the status line."""
        self.status_line.say(words)

    def show_damage(self, verdict: "Verdict") -> None:
        """Tell that the data can only be read, and offer the backups."""
        from egov_desktop.app.startup_check import READ_ONLY
        from egov_desktop.ui.backup_dialog import BackupDialog

        self.show_status(_("只读：数据库已损坏"))
        reason = "\n".join((*verdict.problems, READ_ONLY))
        dialog = BackupDialog(self, self.workspace.home, reason)
        if dialog.exec() and dialog.chosen is not None:
            self.setProperty(BACKUP_WANTED, str(dialog.chosen.folder))
            if not self.close():
                self.setProperty(BACKUP_WANTED, None)

    def _lay_out(self) -> None:
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        header = QWidget()
        header.setObjectName("header")
        header.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        top = self._header = QVBoxLayout(header)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(0)
        top.addWidget(self.top_bar)
        self._steps.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        top.addLayout(self._steps)
        rows.addWidget(header)
        rows.addWidget(self.stack, 1)
        rows.addWidget(self.status_line)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self.top_bar.navigate.connect(self.go)
        self.top_bar.back_wanted.connect(self.go_back)
        self.top_bar.appearance_chosen.connect(self._on_appearance_chosen)
        self.top_bar.language_chosen.connect(self._on_language_chosen)
        self._settle.timeout.connect(self._show_surroundings)
        self._look_again.timeout.connect(self._follow_appearance)
        QShortcut(QKeySequence.StandardKey.Back, self).activated.connect(self.go_back)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_appearance)

    def _may_leave(self) -> bool:
        return self.page is None or self.page.leave()

    def _show(self, route: Route) -> bool:
        """Bring a page on screen; False, with the reason told, when it cannot be shown."""
        try:
            page = self._page_for(route)
            page.refresh()
            page.go_to(route)
        except EgovError as error:
            dialogs.show_error(self, error)
            return False
        if isinstance(route, Verify):
            self.status_line.say(_("核对时只读取报送包，不改动，也不留存"))
        elif isinstance(self._route, Verify):
            self.status_line.begin()
        self._route = route
        wanted = page.focusWidget()
        self.stack.setCurrentWidget(page)
        (wanted or page).setFocus()
        return True

    def _page_for(self, route: Route) -> Page:
        place = page_building.place(route)
        if place not in self._pages:
            self._drop_pages_of_others(route)
            page = page_building.build(self.workspace, self.jobs, route)
            page.navigate.connect(self.go)
            page.saved.connect(self._on_saved)
            page.appearance_chosen.connect(self._on_appearance_chosen)
            page.language_chosen.connect(self._on_language_chosen)
            self._pages[place] = page
            self.stack.addWidget(page)
        return self._pages[place]

    def _drop_pages_of_others(self, route: Route) -> None:
        """Forget the pages of other filings; they are built again when wanted."""
        if self.jobs.is_busy:
            return  # a page may be waiting for what is under way
        wanted = routes.project_of(route), routes.filing_of(route)
        for place, page in list(self._pages.items()):
            if place[0] in (Workbench, Agenda, Verify) or place[1:] == wanted or page is self.page:
                continue
            del self._pages[place]
            self.stack.removeWidget(page)
            page.deleteLater()

    def _show_surroundings(self) -> None:
        """Show the way to the page and the state of the filing's steps."""
        route = self._route
        project_id, filing_id = routes.project_of(route), routes.filing_of(route)
        self.top_bar.can_go_back(bool(self._history))
        if "tabs" in self.__dict__ or filing_id is not None:
            self.tabs.setVisible(filing_id is not None)
            self.strip.setVisible(False)
        try:
            project = _loaded(self.workspace, project_id) if project_id else None
        except EgovError:
            project = None  # erased a moment ago: the page itself leads away
        self.top_bar.breadcrumb.show_way(self._way(project))
        if project is not None and project_id is not None and filing_id is not None:
            self.tabs.show_filing(project_id, filing_id, route)
            self.tabs.show_states(self.workspace, project)
            filing = project.filing(filing_id)
            if filing is not None:
                self.strip.show_filing(filing)

    def _way(self, project: "Project | None") -> tuple[tuple[str, Route], ...]:
        way: list[tuple[str, Route]] = [(_("工作台"), Workbench())]
        if isinstance(self._route, Agenda):
            way.append((_("日程"), self._route))
        if isinstance(self._route, UnitProfile):
            way.append((_("单位信息"), self._route))
        if isinstance(self._route, Settings):
            way.append((_("设置"), self._route))
        if isinstance(self._route, Verify):
            way.append((_("验证"), self._route))
        if project is None:
            return tuple(way)
        way.append((project.name, ProjectHome(project.id)))
        filing_id = routes.filing_of(self._route)
        if filing_id is not None:
            way.append((_filing_title(self.workspace, project, filing_id), self._route))
        elif isinstance(self._route, CheckReport):
            way.append((_("检查整个项目"), self._route))
        elif isinstance(self._route, Funds):
            way.append((_("进度与资金"), self._route))
        return tuple(way)

    def _on_saved(self) -> None:
        self.status_line.say_saved(self.workspace.now())
        self._settle.start()

    def _on_approval_wanted(self) -> None:
        from egov_desktop.ui.approval_dialog import ApprovalDialog

        self._ask(ApprovalDialog)

    def _on_notice_wanted(self) -> None:
        from egov_desktop.ui.correction_dialog import CorrectionDialog

        self._ask(CorrectionDialog)

    def _on_answers_wanted(self) -> None:
        from egov_desktop.ui.correction_answers import CorrectionAnswersDialog

        self._ask(CorrectionAnswersDialog)

    def _ask(self, make: "Callable[[QWidget, Workspace, Project, str], QDialog]") -> None:
        """Open a dialog about the filing on screen, once its page has kept what is typed."""
        project_id, filing_id = routes.project_of(self._route), routes.filing_of(self._route)
        if project_id is None or filing_id is None or not self._may_leave():
            return
        project = _loaded(self.workspace, project_id)
        if make(self, self.workspace, project, filing_id).exec():
            self._on_saved()
            if self.page is not None:
                self.page.refresh()
        self._show_surroundings()

    def _on_appearance_chosen(self, chosen: Appearance) -> None:
        self._settings.appearance = chosen
        self._follow_appearance()

    def _follow_appearance(self) -> None:
        """Use the chosen palette and build the pages again in it, once none waits for work."""
        if self.jobs.is_busy:
            self.show_status(_("现在有工作在进行，完成后切换外观。"))
            self._look_again.start()
            return
        if not self._may_leave():
            return
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply(application, self._settings.is_dark)
        self._build_again()

    def _on_language_chosen(self, chosen: Language) -> None:
        """Use the chosen language and build everything that shows words again in it."""
        application = QApplication.instance()
        if self.jobs.is_busy:
            self.show_status(_("现在有工作在进行，完成后再切换语言。"))
            self.top_bar.draw(self._settings.appearance)
        elif self._may_leave() and isinstance(application, QApplication):
            self._settings.language = chosen
            speak(application, chosen)
            self.setWindowTitle(_("电子政务项目报件"))
            self.status_line.begin()
            self._build_again()

    def _build_again(self) -> None:
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self.top_bar.draw(self._settings.appearance)
        self.top_bar.breadcrumb.draw_again()
        self._show(self._route)
        self._show_surroundings()

    def _may_stop_jobs(self) -> bool:
        return not self.jobs.is_busy or dialogs.confirm(
            self,
            _("还有工作在进行"),
            _("现在关闭会停止它；已填写的内容不受影响。"),
            _("停止工作并关闭"),
            _("继续工作"),
        )

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Keep what is being typed and stop what is under way."""
        if not self._may_leave() or not self._may_stop_jobs():
            event.ignore()
            return
        self._settle.stop()
        self._look_again.stop()
        self.jobs.stop_all()
        self._settings.geometry = self.saveGeometry()
        event.accept()


def _loaded(workspace: Workspace, project_id: str) -> "Project":
    from egov_desktop.app.projects import load_project  # not before a project is opened

    return load_project(workspace, project_id)


def _filing_title(workspace: Workspace, project: "Project", filing_id: str) -> str:
    from egov_desktop.app.pack_names import stage_of
    from egov_desktop.app.projects import filing_of
    from egov_desktop.domain import calendars

    filing = filing_of(project, filing_id)
    title = stage_of(workspace.pack(project.pack_id), filing.stage).title
    if filing.period:
        return _("{label}（{unit}）").format(
            label=title, unit=calendars.period_label(filing.period)
        )
    return (
        title
        if filing.sequence == 1
        else _("{title} 第 {number} 份").format(title=title, number=filing.sequence)
    )

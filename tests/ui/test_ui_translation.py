"""Every word of the window is a text that can be translated, and English is complete."""

import gettext
import string
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import message_catalogue as catalogue
import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from egov_desktop.app import checks, submissions
from egov_desktop.app.overviews import overview
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.domain.wizard import SectionState
from egov_desktop.ui import borrowed_words
from egov_desktop.ui.borrowed_words import in_window_language
from egov_desktop.ui.language import speak
from egov_desktop.ui.main_window import MainWindow
from egov_desktop.ui.routes import Fill, ProjectHome
from egov_desktop.ui.settings import WindowSettings
from egov_desktop.ui.translation import CATALOGUES, Language, _, language

UPDATE = "run: python tests/ui/message_catalogue.py"
WORKBENCH_WORDS = ("Workbench", "New project", "Import project data file")

NOT_SHOWN = {
    ("jobs.py", "已取消。"): "a cancel is never told: the person asked for it",
    ("project_page.py", "。"): "the full stop that ends a reason of the pack",
    ("stage_row.py", "《"): "the title marks in a citation of the pack",
    ("stage_row.py", "》"): "the title marks in a citation of the pack",
    ("wizard/pasting.py", "合计"): "read in pasted cells",
    ("wizard/pasting.py", "总计"): "read in pasted cells",
    ("wizard/pasting.py", "小计"): "read in pasted cells",
    ("wizard/pasting.py", "总和"): "read in pasted cells",
    ("wizard/table_cells.py", "是"): "a cell holds what is printed, and that is Chinese",
    ("wizard/table_cells.py", "否"): "a cell holds what is printed, and that is Chinese",
}
"""Chinese literals that are no text of the window, each with the reason."""

CHINESE_IN_ENGLISH = ("中文", "2026年上半年", "2026年全年", "-核对说明.txt")
"""The name of the language, what a period looks like when it is typed, the name of a file."""

FROM_OUTSIDE = """
from PySide6.QtWidgets import QApplication, QMainWindow
from egov_desktop.ui import application

def seen():
    window, = (w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow))
    print(window.windowTitle())
    window.close()
    return 0

QApplication.exec = staticmethod(seen)
application.run_window()
"""


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """Give the application back in the language it had."""
    locale, name = QLocale(), qapp.applicationDisplayName()
    yield qapp
    speak(qapp, Language.CHINESE)
    for words in qapp.findChildren(QTranslator):
        qapp.removeTranslator(words)
    QLocale.setDefault(locale)
    qapp.setApplicationDisplayName(name)


@pytest.fixture
def english(application: QApplication) -> QApplication:
    """Speak English."""
    speak(application, Language.ENGLISH)
    return application


@pytest.fixture
def window(qtbot: QtBot, application: QApplication, workspace: Workspace) -> MainWindow:
    """Show the window in Chinese on a new data folder."""
    del application
    made = MainWindow(workspace, WindowSettings(workspace.home))
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    return made


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _how in string.Formatter().parse(text) if name}


def own_words(window: MainWindow) -> set[str]:
    page = window.page
    assert page is not None
    parts = [*page.findChildren(QLabel), *page.findChildren(QPushButton)]
    return {part.text() for part in parts}


def choose(window: MainWindow, words: str) -> None:
    """Choose an entry of the menu in the top bar."""
    next(a for a in window.top_bar._menu.actions() if a.text() == words).trigger()


def test_every_chinese_word_is_a_text() -> None:
    assert set(catalogue.unwrapped_texts()) == set(NOT_SHOWN)


def test_a_bare_word_and_a_word_in_a_formatted_string_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "offence.py").write_text(
        '"""说明"""\na = _("好")\nb = marked("好")\nc = "坏"\nd = _(f"差{a}")\n', encoding="utf-8"
    )
    monkeypatch.setattr(catalogue, "UI", tmp_path)
    assert list(catalogue.unwrapped_texts()) == [("offence.py", "坏"), ("offence.py", "差")]


def test_the_catalogues_hold_the_texts_of_the_source() -> None:
    texts = set(catalogue.source_texts())
    assert len(texts) > 300
    assert set(catalogue.read(catalogue.TEMPLATE)) - {""} == texts, UPDATE
    assert set(catalogue.read(catalogue.ENGLISH)) - {""} == texts, UPDATE


def test_english_is_complete() -> None:
    english = catalogue.read(catalogue.ENGLISH)
    assert [text for text, said in english.items() if not said.strip()] == []


def test_english_holds_no_chinese() -> None:
    for said in catalogue.read(catalogue.ENGLISH).values():
        rest = said
        for allowed in CHINESE_IN_ENGLISH:
            rest = rest.replace(allowed, "")
        assert not catalogue.CHINESE.search(rest), said


def test_placeholders_are_the_same() -> None:
    english = catalogue.read(catalogue.ENGLISH)
    wrong = [text for text, said in english.items() if placeholders(text) != placeholders(said)]
    assert wrong == []


def test_the_compiled_catalogue_is_up_to_date() -> None:
    english = catalogue.read(catalogue.ENGLISH)
    assert catalogue.COMPILED.read_bytes() == catalogue.compiled(english), UPDATE
    spoken = gettext.translation("egov_desktop", CATALOGUES, ["en"])
    assert {text: spoken.gettext(text) for text in english if text} == {
        text: said for text, said in english.items() if text
    }


def test_states_of_other_rooms_are_known(
    english: QApplication, workspace: Workspace, project: Project, finished: Project
) -> None:
    del english
    lines = [
        *checks.stage_lines(workspace, project),
        *checks.stage_lines(workspace, finished),
    ]
    states = {line.words for line in lines} | {overview(workspace, project.id).state}
    states.add(SectionState("s", "t", errors=1, warnings=2, unfilled=3, is_untouched=False).words)
    states |= {SectionState("s", "t", 0, 0, 0, is_untouched=each).words for each in (True, False)}
    assert len(states) > 6
    said = {in_window_language(state.replace(",", "\uff0c")) for state in states}
    assert [words for words in said if catalogue.CHINESE.search(words)] == []
    assert "Wrong: 1 · Blank: 3 · Warnings: 2" in said


def test_the_steps_of_a_packet_are_known() -> None:
    assert borrowed_words.STEPS == submissions.STEPS


def test_the_window_opens_in_english(
    qtbot: QtBot, english: QApplication, workspace: Workspace, project: Project
) -> None:
    del english
    window = MainWindow(workspace, WindowSettings(workspace.home))
    qtbot.addWidget(window)
    window.show()
    assert window.windowTitle() == "E-government project filings"
    assert set(WORKBENCH_WORDS) <= own_words(window)
    window.go(Fill(project.id, "feasibility_study"))
    assert window.tabs.tabText(0).startswith("Fill in  Missing: ")
    assert "Next section" in own_words(window)


def test_the_language_is_chosen_in_the_menu_at_once(
    window: MainWindow, workspace: Workspace, project: Project
) -> None:
    window.go(ProjectHome(project.id))
    assert "检查整个项目" in own_words(window)
    choose(window, _("语言\uff1aEnglish"))
    assert language() is Language.ENGLISH
    assert window.route == ProjectHome(project.id)
    assert "Check whole project" in own_words(window)
    assert window.status_line.words == "What you fill in is saved by itself"
    assert window.top_bar.breadcrumb.parts[0][0] == "Workbench"
    assert WindowSettings(workspace.home).language is Language.ENGLISH
    choose(window, "Language: 中文")
    assert "检查整个项目" in own_words(window)
    assert WindowSettings(workspace.home).language is Language.CHINESE


def test_the_dialogs_of_qt_follow(application: QApplication) -> None:
    for wanted, word in ((Language.CHINESE, "取消"), (Language.ENGLISH, "Cancel")):
        speak(application, wanted)
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == word
        assert len(application.findChildren(QTranslator)) >= 1
    assert QLocale().monthName(3) == "March"


def test_the_language_stays_while_work_is_under_way(qtbot: QtBot, window: MainWindow) -> None:
    may_end = threading.Event()
    ended: list[object] = []
    window.jobs.run(may_end.wait, 20, on_done=ended.append, on_error=ended.append)
    choose(window, _("语言\uff1aEnglish"))
    assert language() is Language.CHINESE
    assert "工作" in window.status_line.words
    may_end.set()
    qtbot.waitUntil(lambda: ended == [True])
    choose(window, _("语言\uff1aEnglish"))
    assert set(WORKBENCH_WORDS) <= own_words(window)


@pytest.mark.parametrize(
    ("stored", "override", "title"),
    [
        (Language.ENGLISH, "", "E-government project filings"),
        (Language.ENGLISH, "zh", "电子政务项目报件"),
        (Language.CHINESE, "en", "E-government project filings"),
    ],
)
def test_the_stored_language_can_be_overridden(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stored: Language,
    override: str,
    title: str,
) -> None:
    settings = WindowSettings(tmp_path)
    settings.language = stored
    settings._file.sync()
    monkeypatch.setenv("EGOV_HOME", str(tmp_path))
    monkeypatch.setenv("EGOV_LANG", override)
    result = subprocess.run(
        [sys.executable, "-c", FROM_OUTSIDE],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert result.stdout.splitlines() == [title], result.stderr

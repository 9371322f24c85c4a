"""Buttons in a line go on in the next one where there is no more room."""

import pytest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from egov_desktop.ui.flow_layout import FlowLayout

COUNT, WIDTH, HEIGHT, SPACING = 6, 100, 30, 4


@pytest.fixture
def buttons(qtbot: QtBot) -> list[QPushButton]:
    parent = QWidget()
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    flow = FlowLayout(SPACING)
    column.addLayout(flow)
    column.addStretch(1)
    made = [QPushButton(str(number)) for number in range(COUNT)]
    for button in made:
        button.setFixedSize(WIDTH, HEIGHT)
        flow.addWidget(button)
    qtbot.addWidget(parent)
    parent.resize(1000, 400)
    with qtbot.waitExposed(parent):
        parent.show()
    return made


def places(buttons: list[QPushButton]) -> list[tuple[int, int]]:
    return [(button.x(), button.y()) for button in buttons]


def test_all_stand_in_one_line_where_there_is_room(buttons: list[QPushButton]) -> None:
    assert places(buttons) == [(number * (WIDTH + SPACING), 0) for number in range(COUNT)]


def test_they_go_on_in_the_next_line(buttons: list[QPushButton], qtbot: QtBot) -> None:
    parent = buttons[0].parentWidget()
    parent.resize(3 * WIDTH + 2 * SPACING, 400)
    qtbot.waitUntil(lambda: buttons[3].y() > 0)
    assert places(buttons)[2:4] == [(2 * (WIDTH + SPACING), 0), (0, HEIGHT + SPACING)]
    assert parent.minimumSizeHint().width() == WIDTH


def test_hidden_ones_take_no_room(buttons: list[QPushButton], qtbot: QtBot) -> None:
    buttons[0].hide()
    qtbot.waitUntil(lambda: buttons[1].x() == 0)


def test_items_can_be_taken_away(buttons: list[QPushButton]) -> None:
    flow = FlowLayout(SPACING)
    flow.addWidget(buttons[0])
    assert flow.itemAt(1) is None
    assert flow.count() == 1
    taken = flow.takeAt(0)
    assert taken is not None
    assert taken.widget() is buttons[0]
    assert flow.takeAt(0) is None

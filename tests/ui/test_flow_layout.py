"""Widgets in a line go on in the next one where there is no more room."""

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from egov_desktop.ui.flow_layout import FlowLayout

COUNT, WIDTH, HEIGHT, SPACING = 6, 100, 30, 4


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def labels(parent: QWidget, qtbot: QtBot) -> list[QLabel]:
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    flow = FlowLayout(SPACING)
    column.addLayout(flow)
    column.addStretch(1)
    made = [QLabel(str(number)) for number in range(COUNT)]
    for label in made:
        label.setFixedSize(WIDTH, HEIGHT)
        flow.addWidget(label)
    parent.resize(1000, 400)
    with qtbot.waitExposed(parent):
        parent.show()
    return made


def places(labels: list[QLabel]) -> list[tuple[int, int]]:
    return [(label.x(), label.y()) for label in labels]


def test_all_stand_in_one_line_where_there_is_room(labels: list[QLabel]) -> None:
    assert places(labels) == [(number * (WIDTH + SPACING), 0) for number in range(COUNT)]


def test_they_go_on_in_the_next_line(parent: QWidget, labels: list[QLabel], qtbot: QtBot) -> None:
    parent.resize(3 * WIDTH + 2 * SPACING, 400)
    qtbot.waitUntil(lambda: labels[3].y() > 0)
    assert places(labels)[2:4] == [(2 * (WIDTH + SPACING), 0), (0, HEIGHT + SPACING)]
    assert parent.minimumSizeHint().width() == WIDTH


def test_hidden_ones_take_no_room(labels: list[QLabel], qtbot: QtBot) -> None:
    labels[0].hide()
    qtbot.waitUntil(lambda: labels[1].x() == 0)


def test_items_can_be_taken_away(labels: list[QLabel]) -> None:
    flow = FlowLayout(SPACING)
    flow.addWidget(labels[0])
    assert flow.itemAt(1) is None
    assert flow.count() == 1
    taken = flow.takeAt(0)
    assert taken is not None
    assert taken.widget() is labels[0]
    assert flow.takeAt(0) is None

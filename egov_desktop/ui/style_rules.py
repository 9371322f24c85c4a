"""The few style rules that a palette cannot express."""

from string import Template

from egov_desktop.ui.colours import LIGHT, Colours
from egov_desktop.ui.icons import ICONS

_RULES = Template("""
QPushButton {
  min-height: 20px; padding: 5px 14px; border: 1px solid $strong_border; border-radius: 5px;
  background: $surface; color: $text;
}
QPushButton, QToolButton, QTabBar { outline: none; }
QPushButton:hover { background: $raised; border-color: $accent; }
QPushButton:pressed { background: $accent_tint; }
QPushButton::menu-indicator { image: none; width: 0; }
QPushButton:focus { border: 2px solid $accent; padding: 4px 13px; }
QPushButton:disabled { color: $disabled; border-color: $border; background: $window; }
QPushButton[kind="primary"] {
  background: $accent; color: $on_accent; border-color: $accent;
}
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_pressed; }
QPushButton[kind="primary"]:focus { border-color: $text; }
QPushButton[kind="primary"]:disabled {
  background: $border; color: $disabled; border-color: $border;
}
QPushButton[kind="quiet"] {
  background: transparent; border-color: transparent; color: $accent; padding: 5px 8px;
}
QPushButton[kind="quiet"]:hover { background: $accent_tint; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent; padding: 4px 7px; }
QPushButton[kind="quiet"]:disabled { color: $disabled; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox {
  border: 1px solid $strong_border; border-radius: 5px; background: $surface; color: $text;
  padding: 4px 8px; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit, QComboBox, QSpinBox { min-height: 22px; }
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover, QSpinBox:hover { border-color: $muted; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {
  border: 2px solid $accent; padding: 3px 7px;
}
QLineEdit:read-only, QPlainTextEdit:read-only { background: $raised; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled {
  background: $window; color: $disabled; border-color: $border;
}
QLineEdit[problem="true"], QPlainTextEdit[problem="true"], QComboBox[problem="true"] {
  border-color: $error;
}
QComboBox::drop-down { border: 0; width: 26px; }
QComboBox::down-arrow { image: url($icons/arrow-down-$shade.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView {
  border: 1px solid $strong_border; background: $surface; color: $text; outline: 0;
  selection-background-color: $accent_tint; selection-color: $text;
}
QRadioButton, QCheckBox { spacing: 8px; }
QRadioButton::indicator, QCheckBox::indicator {
  width: 14px; height: 14px; border: 1px solid $muted; background: $surface;
}
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator { border-radius: 3px; }
QRadioButton::indicator:hover, QCheckBox::indicator:hover { border-color: $accent; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid $accent; }
QCheckBox::indicator:checked {
  border-color: $accent; background: $accent; image: url($icons/tick-$shade.svg);
}
QRadioButton::indicator:disabled, QCheckBox::indicator:disabled { border-color: $border; }
#side { background: $surface; border: 0; border-left: 1px solid $border; }
QFrame[card="plain"] { background: $surface; border: 1px solid $border; border-radius: 8px; }
QFrame[card="error"] { background: $error_tint; border: 1px solid $error; border-radius: 8px; }
QFrame[card="warning"] {
  background: $warning_tint; border: 1px solid $warning; border-radius: 8px;
}
QFrame[card="accent"] { background: $accent_tint; border: 1px solid $accent; border-radius: 8px; }
QTableView, QListView, QTreeView {
  background: $surface; border: 1px solid $border; border-radius: 8px; outline: 0;
  gridline-color: $border; alternate-background-color: $raised;
  selection-background-color: $accent_tint; selection-color: $text;
}
QTableView::item { padding: 0 7px; border-bottom: 1px solid $border; }
QTableView::item:selected { background: $accent_tint; color: $text; }
QHeaderView { background: $surface; border: 0; }
QHeaderView::section {
  background: $raised; color: $muted; border: 0; border-bottom: 1px solid $border;
  padding: 7px 10px;
}
QHeaderView::up-arrow, QHeaderView::down-arrow {
  subcontrol-position: center right; width: 10px; height: 10px; right: 6px;
}
QHeaderView::up-arrow { image: url($icons/arrow-up-$shade.svg); }
QHeaderView::down-arrow { image: url($icons/arrow-down-$shade.svg); }
QTableCornerButton::section { background: $raised; border: 0; }
#header { background: $surface; border: 0; border-bottom: 1px solid $border; }
QTabBar::tab {
  padding: 7px 14px; border: 0; border-bottom: 3px solid transparent; color: $muted;
  background: transparent;
}
QTabBar::tab:hover { color: $text; background: $raised; }
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; }
QTabBar::tab:selected:focus { background: $accent_tint; }
QPushButton[kind="choice"] { border-radius: 15px; padding: 4px 12px; color: $muted; }
QPushButton[kind="choice"]:checked {
  background: $accent_tint; border-color: $accent; color: $accent;
}
QScrollArea { border: 0; background: transparent; }
QScrollBar:vertical { width: 12px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 12px; background: transparent; margin: 0; }
QScrollBar::handle { background: $strong_border; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 36px; }
QScrollBar::handle:horizontal { min-width: 36px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: $surface; border: 1px solid $strong_border; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_tint; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QToolTip { background: $raised; color: $text; border: 1px solid $strong_border; padding: 4px; }
QProgressBar {
  border: 0; border-radius: 3px; background: $border; max-height: 6px; color: transparent;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }
""")


def rules(look: Colours) -> str:
    """Return the style sheet of one appearance."""
    shade = "light" if look is LIGHT else "dark"
    return _RULES.substitute(vars(look), icons=ICONS.as_posix(), shade=shade)

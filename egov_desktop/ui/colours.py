"""The colours of the window, light and dark."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Colours:
    """The colours of one appearance; red says error and nothing else."""

    window: str
    surface: str
    raised: str
    border: str
    strong_border: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_tint: str
    on_accent: str
    error: str
    error_tint: str
    warning: str
    warning_tint: str


LIGHT = Colours(
    window="#f3f5f7",
    surface="#ffffff",
    raised="#f8fafb",
    border="#dbe1e6",
    strong_border="#aeb9c3",
    text="#18242e",
    muted="#566471",
    disabled="#98a3ad",
    accent="#0b5a70",
    accent_hover="#0e6b85",
    accent_pressed="#084757",
    accent_tint="#e3f0f4",
    on_accent="#ffffff",
    error="#b3261e",
    error_tint="#fbeae9",
    warning="#8a5300",
    warning_tint="#fbf1df",
)

DARK = Colours(
    window="#14191e",
    surface="#1c2329",
    raised="#222a31",
    border="#303a43",
    strong_border="#53616d",
    text="#e4eaef",
    muted="#9dabb7",
    disabled="#66737e",
    accent="#5fb6cd",
    accent_hover="#78c6da",
    accent_pressed="#4a9db3",
    accent_tint="#1d3a44",
    on_accent="#0a1d24",
    error="#f2938c",
    error_tint="#40221f",
    warning="#e2b263",
    warning_tint="#3a2e18",
)

"""Importing the room costs nothing: its libraries come when they are used."""

import subprocess
import sys

HEAVY = ("reportlab", "pikepdf", "pypdfium2", "img2pdf", "PIL", "docx", "openpyxl", "icalendar")


def test_no_library_is_loaded_by_importing_the_modules() -> None:
    program = (
        "import sys;"
        "from egov_desktop.documents import calendar_file, holiday_events;"
        "from egov_desktop.documents import images, inspector, packet_pdf, preview;"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert result.stdout.strip() == "[]"

"""QR codes (二维码), drawn as rectangles."""

from typing import Any


def draw_qr(canvas: Any, text: str, x: float, y: float, side: float) -> None:
    """Draw a QR code in the fill colour, its lower left corner at x, y, without a quiet zone."""
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    module = side / count
    path = canvas.beginPath()
    for row in range(count):
        column = 0
        while column < count:
            start = column
            while column < count and code.isDark(row, column):
                column += 1
            if column > start:
                bottom = y + side - (row + 1) * module
                path.rect(x + start * module, bottom, (column - start) * module, module)
            column += 1
    canvas.drawPath(path, stroke=0, fill=1)

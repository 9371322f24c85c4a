"""Pictures as PDF (图片转 PDF), without loss."""

from io import BytesIO
from pathlib import Path

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.files import replacing


def image_to_pdf(path: Path, out: Path) -> None:
    """Write a picture as a PDF of A4 sheets, turned as the camera noted, the pixels untouched.

    Raises InvalidInputError for a file that is no picture or is broken.
    """
    import img2pdf

    sheet = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))
    border = (img2pdf.mm_to_pt(10), img2pdf.mm_to_pt(10))
    layout = img2pdf.get_layout_fun(sheet, border=border, auto_orient=True)
    try:
        content = img2pdf.convert(
            _opaque(path.read_bytes()),
            layout_fun=layout,
            rotation=img2pdf.Rotation.ifvalid,
            nodate=True,
        )
    except (img2pdf.ImageOpenError, OSError, ValueError, SyntaxError) as error:
        raise InvalidInputError(
            f"“{path.name}”不是可用的图片或已损坏，请换成 PNG、JPEG 或 PDF。"
        ) from error
    with replacing(out) as stream:
        stream.write(content)


def _opaque(content: bytes) -> bytes:
    """Return the file as it is, or on white where the picture is transparent.

    Decodes it once, so that a broken picture is found here (OSError, SyntaxError).
    """
    from PIL import Image

    with Image.open(BytesIO(content)) as image:
        image.load()
        if not image.has_transparency_data:
            return content
        coloured = image.convert("RGBA")
    white = Image.new("RGB", coloured.size, "white")
    white.paste(coloured, mask=coloured.getchannel("A"))
    target = BytesIO()
    white.save(target, "PNG")
    return target.getvalue()

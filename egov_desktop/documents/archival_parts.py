"""What a PDF that is kept (PDF/A-2b) carries beside its pages: XMP, colour, language, tags."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from egov_desktop.documents.fonts import resource_folder
from egov_desktop.documents.tagging import Tags

PROGRAM = "egov-desktop"
LANGUAGE = "zh-CN"
_PROFILE = "sRGB IEC61966-2.1"


@dataclass(frozen=True)
class Description:
    """What the properties of a document say."""

    title: str
    author: str
    subject: str
    keywords: str
    made_on: date


class _StreamContent(bytes):
    """The content of a stream and the line break behind it, which its length does not count."""

    def __len__(self) -> int:
        return super().__len__() - 1


@cache
def _ended_streams() -> Any:
    """Return what stands where reportlab encrypts: it breaks the line before `endstream`."""
    from reportlab.pdfbase.pdfdoc import NoEncryption

    class EndedStreams(NoEncryption):  # type: ignore[misc]
        def encode(self, content: bytes | str) -> bytes:
            """Return the content of a stream as it is written; PDF/A asks for the line break."""
            data = content if isinstance(content, bytes) else content.encode("extpdfdoc")
            return _StreamContent(data + b"\n")

    return EndedStreams()


def new_canvas(stream: Any, description: Description, font: str) -> Any:
    """Return a canvas for A4 sheets that writes the same bytes for the same content."""
    from reportlab.pdfgen.canvas import Canvas

    from egov_desktop.documents.styles import A4

    canvas = Canvas(
        stream, pagesize=A4, invariant=1, pageCompression=1, initialFontName=font, lang=LANGUAGE
    )
    canvas._doc.encrypt = _ended_streams()
    canvas.setTitle(description.title)
    canvas.setAuthor(description.author)
    canvas.setSubject(description.subject)
    canvas.setKeywords(description.keywords)
    canvas.setCreator(PROGRAM)
    canvas.setProducer(PROGRAM)
    canvas.setDateFormatter(lambda *_: f"D:{description.made_on:%Y%m%d}000000+08'00'")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


def finish_archival(canvas: Any, tags: Tags, description: Description) -> None:
    """Add the tree of tags, the metadata and the output intent; then the canvas may be saved."""
    document = canvas._doc
    document._pdfVersion = (1, 7)
    catalog = document.Catalog
    catalog.StructTreeRoot = tags.write()
    catalog.MarkInfo = "<</Marked true>>"
    catalog.Metadata = _stream(document, "/Type/Metadata/Subtype/XML", _xmp(description))
    catalog.OutputIntents = f"[{_output_intent(document)}]"
    catalog.__NoDefault__ = [*type(catalog).__NoDefault__, "OutputIntents"]


def _output_intent(document: Any) -> str:
    profile = (resource_folder() / "colour" / "sRGB.icc").read_bytes()
    reference = _stream(document, "/N 3", profile)
    return (
        f"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier({_PROFILE})"
        f"/Info({_PROFILE})/DestOutputProfile {reference}>>"
    )


def _stream(document: Any, entries: str, content: bytes) -> str:
    """Add a stream and return the reference to it."""
    head = f"<<{entries}/Length {len(content)}>>\nstream\n".encode("ascii")
    document.Reference(head + content + b"\nendstream", f"stream-{document.objectcounter + 1}")
    return f"{document.objectcounter} 0 R"


def _xmp(description: Description) -> bytes:
    """Return the metadata, which must say what the document's own properties say."""
    moment = f"{description.made_on.isoformat()}T00:00:00+08:00"
    text = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt>
<rdf:li xml:lang="x-default">{_xml(description.title)}</rdf:li>
</rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{_xml(description.author)}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt>
<rdf:li xml:lang="x-default">{_xml(description.subject)}</rdf:li>
</rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>
<pdf:Keywords>{_xml(description.keywords)}</pdf:Keywords>
<pdf:Producer>{PROGRAM}</pdf:Producer>
<xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
    return text.encode()


def _xml(text: str) -> str:
    return escape(
        "".join(char for char in text if char >= " " and not "\ud800" <= char <= "\udfff")
    )

"""The command that writes official letters."""

from pathlib import Path

import click

from egov_desktop.app import letters
from egov_desktop.cli.session import Session


@click.command(help="生成报送公文（申报函、请示、报告）：PDF 或 Word。")
@click.argument("project_id", metavar="P")
@click.argument("filing", metavar="FILING")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件（.pdf 或 .docx）。"
)
@click.option("--number", default="", help="发文字号；不给时用表中填写的，没有就空着。")
@click.pass_obj
def letter(session: Session, project_id: str, filing: str, out: Path, number: str) -> None:
    """Write the letter of a filing."""
    composed = letters.letter_of(session.workspace, project_id, filing, number)
    pages = letters.write_letter(composed, out)
    notes = letters.substitutes() if pages else ()
    session.tell(
        {
            "file": str(out),
            "pages": pages,
            "kind": composed.kind,
            "title": composed.title_text,
            "number": composed.number,
            "notes": list(notes),
        },
        f"已生成 {out}",
        *notes,
    )

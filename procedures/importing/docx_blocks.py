"""What does a document say, paragraph by paragraph and table by table? A child process has opened it (docx_child)."""

import json
from pathlib import Path

from procedures.importing import children, docx_child
from procedures.importing.faults import FileRefused

SECONDS = 10  # of processor time
MOST_JSON = 32 * 1024 * 1024


def read(path: Path) -> list[str | list[list[str]]]:
    """Paragraphs as texts, tables as rows of cell texts, in the document's order. Raises FileRefused."""
    with children.child(SECONDS, docx_child.__name__, str(path)) as out:
        text = out.read(MOST_JSON + 1)
    if len(text) > MOST_JSON:
        raise FileRefused("Tệp Word dài quá một báo cáo. Hãy chỉ giữ các phụ lục.")
    return json.loads(text)

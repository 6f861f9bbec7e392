"""The generated pages of docs/ are written, and a stale one is noticed."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command


def generate(folder: Path, *options: str) -> None:
    call_command("generate_docs", "--folder", str(folder), *options)


def test_the_pages_of_this_repository_are_fresh(capsys):
    generate(settings.BASE_DIR / "docs", "--check")
    assert capsys.readouterr().out == "Các trang sinh ra đều còn đúng.\n"


def test_both_pages_are_written(tmp_path):
    generate(tmp_path)
    catalogue = (tmp_path / "catalogue.md").read_text(encoding="utf-8")
    assert catalogue.startswith("# Danh mục chỉ tiêu: bộ biểu 188/SNV-CCHC (2022)\n")
    assert "Sở Nội vụ (riêng)" in catalogue
    assert (tmp_path / "workflow.md").read_text(encoding="utf-8").startswith("# Workflow of a report\n")
    generate(tmp_path, "--check")


def test_a_missing_and_a_stale_page_are_named_with_the_line(tmp_path):
    generate(tmp_path)
    (tmp_path / "catalogue.md").unlink()
    page = tmp_path / "workflow.md"
    page.write_text(page.read_text(encoding="utf-8").replace("stateDiagram-v2", "stateDiagram"), encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        generate(tmp_path, "--check")
    assert str(caught.value).splitlines() == [
        "Trang đã cũ; chạy `make docs` để viết lại.",
        "catalogue.md: chưa có",
        "workflow.md: khác từ dòng 7",
    ]


def test_a_check_writes_nothing(tmp_path):
    with pytest.raises(CommandError):
        generate(tmp_path, "--check")
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_was_cut_off_is_written_again(tmp_path, capsys):
    generate(tmp_path)
    page = tmp_path / "workflow.md"
    whole = page.read_text(encoding="utf-8")
    page.write_text(whole[: whole.index("## Actions")], encoding="utf-8")
    generate(tmp_path)
    assert page.read_text(encoding="utf-8") == whole
    assert "workflow.md: khác từ dòng 33" in capsys.readouterr().out

from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile

from cchc_portal.finders import VENDOR_FILES, VendorFinder
from cchc_portal.storage import PortalStaticStorage


def test_every_listed_file_is_there():
    absent = [name for name in VENDOR_FILES if not finders.find(name)]
    assert absent == []


def test_a_file_that_is_not_listed_is_not_served():
    assert finders.find("vendor/tabler/package.json") is None
    assert finders.find("@tabler/core/package.json") is None


def test_missing_front_end_files_are_reported_with_the_remedy(settings, tmp_path):
    settings.NODE_MODULES = settings.STATIC_ROOT = tmp_path
    (error,) = VendorFinder().check()
    assert error.id == "cchc_portal.E001"
    assert "make setup" in error.hint


def test_a_server_with_collected_files_needs_no_node_modules(settings, tmp_path):
    settings.NODE_MODULES = settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").write_text("{}")
    assert VendorFinder().check() == []


def test_the_font_covers_every_vietnamese_letter_through_its_three_subsets():
    css = Path(finders.find("vendor/font/400.css")).read_text()
    assert all(f"be-vietnam-pro-{subset}-400-normal.woff2" in css for subset in ("vietnamese", "latin-ext", "latin"))
    assert "http" not in css


def test_a_source_map_that_we_do_not_ship_does_not_stop_collecting(settings, tmp_path):
    storage = PortalStaticStorage(location=str(tmp_path))
    storage.save("a.css", ContentFile("body{}\n/*# sourceMappingURL=a.css.map */"))
    results = list(storage.post_process({"a.css": (storage, "a.css")}))
    assert not any(isinstance(done, Exception) for _, _, done in results)


def test_a_module_imports_the_others_by_the_hash_of_their_content(settings, tmp_path):
    storage = PortalStaticStorage(location=str(tmp_path))
    storage.save("a.js", ContentFile('import { b } from "./b.js";\n'))
    storage.save("b.js", ContentFile("export const b = 1;\n"))
    list(storage.post_process({"a.js": (storage, "a.js"), "b.js": (storage, "b.js")}))
    made = next(path for path in tmp_path.glob("a.*.js"))
    assert made.read_text() == f'import {{ b }} from "./{next(tmp_path.glob("b.*.js")).name}";\n'

"""Does the code keep to its own map? Who may import whom, how long things may grow, what a template may hold."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("agencies", "jobs", "procedures", "reports", "cchc_portal")  # each may import the ones before it
# What stands in no layer is a pure module: it knows neither Django nor the clock.
LAYERS = {
    "addresses": 1,  # of pages
    "prepared": 1,  # questions that are put together once
    "models": 1,
    "log": 2,  # the one writer of events
    "seals": 2,  # what its heads were on earlier days
    "passwords": 2,  # what is too easy to guess, agencies' names included
    "sessions": 2,  # and whose they are
    "requests": 2,  # what a page may take for granted of one
    "roles": 2,  # memberships, answered as questions
    "edition_lines": 2,  # the rows of an edition as lines, and back
    "plain": 2,  # rows into plain data for the rules, and back
    "situations": 2,
    "open_points": 2,
    "agenda": 2,
    "amendments": 2,
    "papers": 2,
    "contributions": 2,  # what the agencies say under a heading
    "confirmation": 2,  # the code on a paper, and the version that it names
    "word_papers": 2,
    "wording": 2,  # what the places in a text name
    "behind": 2,  # the dossiers behind a number
    "reading": 3,
    "turns": 2,
    "rollup_query": 2,
    "register_counts": 2,  # the procedures in force, counted
    "ledger_files": 2,  # uploads and refusals on the disk
    "ledger_scope": 2,  # agencies and procedures as plain data for the checker
    "ledger_staging": 2,  # checked rows, until they are in the ledger
    "registry": 2,  # the kinds of work behind the pages
    "progress": 2,
    "running": 2,  # one run of a job, from its begin to its end
    "watch": 2,  # which runs were interrupted?
    "standing": 3,  # a job in the words of a page
    "heart": 3,  # a worker's signs of life
    "worker": 3,
    "summary_query": 2,
    "summary": 2,  # what the dossiers add up to, kept and recounted
    "entry": 3,  # one version on one person's desk
    "proposals": 3,  # what an upload would change
    "exports": 3,  # a list as a file
    "list_columns": 3,  # what lists share
    "paging": 3,  # a list page by page
    "register_files": 3,
    "register_forms": 3,
    "dossier_forms": 3,
    "import_forms": 3,
    "register_lists": 3,
    "lists": 3,  # the columns of a list page
    "forms": 3,
    "scanning": 3,  # is there anything harmful in an upload?
    "services": 3,
    "resources": 3,
    "views": 4,
    "middleware": 4,
    "admin": 4,
    "register_admin": 4,  # what all admin pages of registers share
    "templatetags": 4,
    "management": 4,
    "urls": 5,
}
OUTSIDE = {"apps", "migrations", "__init__"}  # Django calls them; they hold no rules
FORBIDDEN_NAMES = {"utils", "helpers", "common", "mixins", "managers", "signals"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 40


def python_files(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def template_files() -> list[Path]:
    return [path for path in sorted(ROOT.glob("**/templates/**/*")) if path.is_file() and inside_the_project(path)]


def inside_the_project(path: Path) -> bool:
    return not {".venv", "node_modules", "staticfiles", "var"} & set(path.relative_to(ROOT).parts)


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


@functools.cache
def nodes(path: Path) -> tuple[ast.stmt, ...]:
    """What the tests ask about: the imports and functions of a file, wherever they stand."""
    kinds = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef
    return tuple(node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds))


def imports(path: Path) -> Iterator[str]:
    """Yields every module of ours that a file names, at the top or inside a function."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield f"relative import in {shown(path)}"
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(module: str) -> str:
    """The name below the app: `reports.services.figures.save` is part of `services`."""
    return [*module.split("."), ""][1]


def layer(name: str) -> int:
    return LAYERS.get(name, 0)


def place(path: Path) -> str:
    """The same of a file."""
    return path.relative_to(ROOT).parts[1].removesuffix(".py")


def own_files(app: str) -> list[Path]:
    return [path for path in python_files(app) if place(path) not in OUTSIDE]


def test_apps_import_one_way_only():
    wrong = [
        f"{shown(path)} imports {module}"
        for rank, app in enumerate(APPS)
        for path in python_files(app)
        for module in imports(path)
        if module.split(".")[0] in APPS[rank + 1 :] or module.startswith("relative")
    ]
    assert wrong == []


def test_inside_an_app_imports_go_from_the_page_to_the_rule():
    wrong = [
        f"{shown(path)} imports {module}"
        for app in APPS[:-1]
        for path in own_files(app)
        for module in imports(path)
        if module.split(".")[0] == app and layer(part(module)) > layer(place(path))
    ]
    assert wrong == []


def test_rules_know_neither_django_nor_the_clock():
    """A module without a layer is a pure one: data in, answer out."""
    wrong = [
        f"{shown(path)} imports {module}"
        for app in APPS[:-1]
        for path in own_files(app)
        if layer(place(path)) == 0
        for module in imports(path)
        if module.split(".")[0] in {"django", "time", "axes", "import_export", "django_tables2"}
    ]
    assert wrong == []


def test_nothing_of_the_portal_imports_the_tests():
    wrong = [
        f"{shown(path)} imports {module}"
        for path in python_files(*APPS)
        for module in imports(path)
        if module.split(".")[0] in {"tests", "bench"}
    ]
    assert wrong == []


def test_no_file_is_longer_than_a_head_can_hold():
    files = [*python_files(*APPS, "tests", "bench"), *sorted((ROOT / "static" / "js").rglob("*.js"))]
    lengths = {shown(path): len(path.read_text().splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen():
    lengths = {
        f"{shown(path)}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in python_files(*APPS, "tests", "bench")
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_no_module_is_named_after_nothing():
    wrong = [shown(path) for path in python_files(*APPS) if {path.stem, path.parent.name} & FORBIDDEN_NAMES]
    assert wrong == []


INLINE = {
    "a script inside the page": re.compile(r"<script(?![^>]*\b(src=|type=\"application/json\"))[^>]*>", re.I),
    "a style inside the page": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "text that is not escaped": re.compile(r"\|\s*safe\b|autoescape\s+(off|false)|\bMarkup\(", re.I),
    "a file from elsewhere": re.compile(r"(src|href|action)\s*=\s*[\"'](https?:)?//", re.I),
    "an attribute without quotes": re.compile(r"<[^>]*\s(href|src|value|class|id)=\{", re.I),
}


@pytest.mark.parametrize("what", INLINE)
def test_no_template_holds(what):
    found = [shown(path) for path in template_files() if INLINE[what].search(path.read_text())]
    assert found == []


MAY_MARK_SAFE = {"reports/views/drawn.py"}  # the table of cells, which Jinja2 has escaped


def test_html_is_marked_safe_in_one_place_only():
    pattern = re.compile(r"\bmark_safe\b|\bSafeString\b|\bMarkup\(")
    found = {shown(path) for path in python_files(*APPS) if pattern.search(path.read_text())}
    assert found <= MAY_MARK_SAFE


def test_no_form_takes_whatever_fields_the_model_has():
    pattern = re.compile(r"fields\s*=\s*[\"']__all__|^\s+exclude\s*=", re.M)
    found = [shown(path) for path in python_files(*APPS) if pattern.search(path.read_text())]
    assert found == []


def test_no_template_prints_a_key_as_people_write_numbers():
    """`{{ report.pk }}` of 1.537 would be an address that leads nowhere: `|unlocalize` it, or let `url` write it."""
    wrong = [
        f"{shown(path)}: {found}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if "jinja2" not in path.parts
        for found in re.findall(r"\{\{ *[\w.]*\b(?:pk|id|revision) *\}\}", path.read_text())
    ]
    assert wrong == []

"""What does the page of an appendix look like inside? Drawn once for a state of the report and all who see it alike."""

import dataclasses
import functools
import threading

from django.template import loader
from django.utils.safestring import SafeString, mark_safe

from agencies import roles
from agencies.addresses import address
from agencies.models import Tier, User
from reports import catalogue, entry, entry_rows, plain, prefill, situations, sources
from reports.models import Version
from reports.views import parts, places

KEPT = 300  # drawn pages a process remembers, some forty kilobytes each


@dataclasses.dataclass(frozen=True, slots=True)
class Drawn:
    """The inside of a page, and whether anything on it can be written."""

    filing: plain.Filing
    appendix: catalogue.AppendixSpec
    work: SafeString
    writable: bool

    @property
    def sourced(self) -> bool:
        """Whether other registers fill in anything here."""
        rows = prefill.sourced(self.filing.edition, self.filing.filer)
        return any(spec.appendix == self.appendix.number for spec in rows)


_kept: dict[tuple[object, ...], Drawn] = {}
_lock = threading.Lock()


def drawn(version: Version, filing: plain.Filing, by: User, number: int) -> Drawn | None:
    """The inside of the page of an appendix; None for a number that the edition does not have.

    A filing that is remembered is the same object until a figure, an explanation or a remark of the report changes; the
    rest that decides is the version's revision, which every action moves, and what the person may do. In the province's
    report the figures of all others stand as well: it is drawn every time.
    """
    key = (version.pk, version.revision, number, situations.of(version, by), roles.rights(by).leads)
    found = _kept.get(key)
    if found is None or found.filing is not filing or version.report.agency.tier == Tier.PROVINCE:
        page = entry.page_at(entry.Desk(version, by, filing), number)
        if page is None:
            return None
        found = Drawn(filing, page.appendix, _work(page), page.writable)
        with _lock:
            _kept.pop(key, None)
            _kept[key] = found
            if len(_kept) > KEPT:
                del _kept[next(iter(_kept))]
    return found


def _work(page: entry.Page) -> SafeString:
    version, number = page.desk.version, str(page.appendix.number)
    listed = parts.parts(version, page.desk.filing, page.desk.problems, number)
    context = {
        "page": page,
        "version": version,
        "report": version.report,
        "table": _table(page),
        "parts": listed,
        "here": next(part for part in listed if part.current),
        "newest_href": address("report_appendix", version.report_id, number),
        "before_href": page.before and parts.link(version, "report_appendix", page.before.number),
        "after_href": page.after and parts.link(version, "report_appendix", page.after.number),
        "overview": parts.link(version, "report"),
    }
    return _jinja("reports/_entry_work.html", context)


def _table(page: entry.Page) -> SafeString:
    context = {
        "page": page,
        "printed": _printed(page.desk.filing.edition, page.appendix.number),
        "states": tuple(entry_rows.STATES.items()),
        "counted_href": functools.partial(places.of_source, page.desk.version),
    }
    return _jinja("reports/cells.html", context)


@functools.lru_cache(maxsize=64)
def _printed(edition: catalogue.Edition, number: int) -> dict[str, SafeString]:
    """The printed part of every row of an appendix by its key: it takes longest to draw, and nobody changes it."""
    return {
        spec.key: _jinja(
            "reports/printed.html",
            {
                "spec": spec,
                "anchor": entry_rows.anchor(spec.key),
                "units": entry_rows.units(spec),
                "source": sources.label(spec.source),
            },
        )
        for spec in edition.of_appendix(number)
    }


def _jinja(template: str, context: dict[str, object]) -> SafeString:
    """A part of the page from Jinja2, which has escaped every figure and text in it: nobody may do it again."""
    return mark_safe(loader.get_template(template, using="jinja2").render(context))  # noqa: S308

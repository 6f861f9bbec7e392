"""How are figures and texts typed in the administration? By forms without a script; what was typed is never lost."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from agencies.register_admin import actor
from reports import entry, plain, remaining
from reports.admin import figure_forms
from reports.admin.report_pages import PAGE, REFUSED, WRONG, ReportPages
from reports.models import SectionTemplate, Version
from reports.services import Refusal, figures
from reports.services import sections as section_services
from reports.views import sections

MALFORMED = "Yêu cầu không đúng định dạng. Hãy tải lại trang."


class Filing(ReportPages):
    """The pages of the appendices and of the narrative."""

    def appendix(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """One appendix as a form; saved as a whole or not at all."""
        version = self._version_or_404(request, pk)
        page = entry.page(version, actor(request), number)
        if page is None:
            raise Http404
        if request.method != "POST":
            return self._appendix(request, page, figure_forms.FiguresForm(page))
        form = figure_forms.FiguresForm(page, request.POST)
        if not form.is_valid():
            form.add_error(None, MALFORMED)
            return self._appendix(request, page, form, WRONG)
        try:
            saved = figures.save_figures(pk, form.changes(), by=actor(request))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self._appendix(request, page, form, REFUSED)
        except figures.Conflict as conflict:
            return self._conflict(request, version, number, conflict)
        return self._saved(request, page, len(form.changes()), saved)

    def _conflict(
        self, request: HttpRequest, version: Version, number: int, conflict: figures.Conflict
    ) -> HttpResponse:
        page = entry.page(version, actor(request), number)  # read anew, with what the other one saved
        assert page is not None
        form = figure_forms.beside_theirs(page, request.POST, conflict)
        form.add_error(None, "Có ô vừa được người khác lưu; chưa ô nào của bạn được lưu.")
        return self._appendix(request, page, form, REFUSED)

    def _saved(self, request: HttpRequest, page: entry.Page, count: int, saved: figures.Saved) -> HttpResponse:
        said = f"Đã lưu {count} ô của Phụ lục {page.appendix.number}." if count else "Không có ô nào thay đổi."
        messages.success(request, f"{said} Báo cáo còn {remaining.of(saved.after)}.")
        to = page.after if "next" in request.POST and page.after else page.appendix
        return redirect(PAGE.format("appendix"), page.desk.version.report_id, to.number)

    def _appendix(
        self, request: HttpRequest, page: entry.Page, form: figure_forms.FiguresForm, status: int = 200
    ) -> HttpResponse:
        version = page.desk.version
        context = {
            "report": version.report,
            "version": version,
            "page": page,
            "form": form,
            "lines": list(form.lines()),
            "tabs": self._tabs(version, page.desk.filing, page.desk.problems, str(page.appendix.number)),
        }
        title = f"Phụ lục {page.appendix.number}. {page.appendix.short}"
        return self._page(request, "appendix.html", title, context, status)

    def sections(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All sections as one form; each that was touched is saved by itself."""
        version = self._version_or_404(request, pk)
        shown = list(sections.sections_of(version, actor(request)))
        if request.method != "POST":
            return self._sections(request, version, figure_forms.SectionsForm(shown))
        form = figure_forms.SectionsForm(shown, request.POST)
        if not form.is_valid():
            form.add_error(None, MALFORMED)
            return self._sections(request, version, form, WRONG)
        saved, refused, sent = [], {}, request.POST.copy()
        for code, change in form.changes().items():
            if reason := self._save_section(request, pk, code, change, sent):
                refused[code] = reason
            else:
                saved.append(code)
        if saved:
            messages.success(request, f"Đã lưu mục {', '.join(saved)}.")
        if not refused:
            return redirect(PAGE.format("sections"), pk)
        form = figure_forms.SectionsForm(shown, sent)
        for code, reason in refused.items():
            form.add_error(f"text-{code}", reason)
        return self._sections(request, version, form, REFUSED)

    def _save_section(self, request: HttpRequest, pk: int, code: str, change: tuple[str, int], sent: QueryDict) -> str:
        """Save a section; notes in ``sent`` what is stored now as what the person has seen. Returns why not."""
        text, revision = change
        try:
            now = section_services.save_section(pk, code, text, revision, by=actor(request))
            reason = ""
        except SectionTemplate.DoesNotExist:
            raise Http404 from None
        except Refusal as refusal:
            return str(refusal)
        except section_services.Conflict as conflict:
            now = section_services.Saved(conflict.stored.text, conflict.stored.revision)
            reason = f"Người khác vừa lưu mục này: “{now.text}”. Bấm Lưu lần nữa để ghi phần của bạn."
        sent[f"initial-text-{code}"], sent[f"{figure_forms.REVISION}-{code}"] = now.text, str(now.revision)
        return reason

    def _sections(
        self, request: HttpRequest, version: Version, form: figure_forms.SectionsForm, status: int = 200
    ) -> HttpResponse:
        filing = plain.filing(version)
        context = {
            "report": version.report,
            "version": version,
            "form": form,
            "lines": list(form.lines()),
            "tabs": self._tabs(version, filing, filing.problems(), "sections"),
        }
        return self._page(request, "sections.html", "Thuyết minh", context, status)

"""What does a workbook of seven appendices cost beside deflating the parts that it is made of?"""

import io
import statistics
import time
import zipfile

from bench import Row

ROUNDS = 40


def run() -> list[Row]:
    from reports import cells, tables
    from reports.documents import workbook
    from tests.reports import real

    sheet = cells.apply(real.EDITION, real.SKHDT, {}, real.as_filed(), {})
    paper = tables.Paper("Sở Kế hoạch và Đầu tư", "6 tháng đầu năm 2024")
    with zipfile.ZipFile(io.BytesIO(workbook.workbook(tables.of_report(real.EDITION, sheet, {}, paper)))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    def ours() -> None:
        workbook.workbook(tables.of_report(real.EDITION, sheet, {}, paper))

    def deflated() -> None:
        with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in parts.items():
                archive.writestr(name, part)

    times: dict[str, list[float]] = {"ours": [], "baseline": []}
    for _ in range(ROUNDS):
        for name, call in (("ours", ours), ("baseline", deflated)):
            started = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - started)
    ours_median, baseline = (statistics.median(times[name][1:]) for name in ("ours", "baseline"))
    return [Row("Một sổ Excel bảy phụ lục, so với chỉ nén các phần của nó", ours_median, baseline)]

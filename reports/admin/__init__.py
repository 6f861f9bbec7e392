"""Editions, periods and reports in the administration: the same services as the pages, with the same refusals."""

from reports.admin import editions, periods, reports

__all__ = ["editions", "periods", "reports"]

"""How does a list follow its address: which order, which page?"""

from django.core.paginator import Paginator
from django.http import HttpRequest
from django_tables2 import Table

PAGE = 50


class Bounded(Paginator):
    """Pages of a queryset that counts and turns only so far: what lies beyond is found by narrowing, not by turning."""

    def __init__(self, table: Table, per_page: int, most: int) -> None:
        super().__init__(table.rows, per_page)
        counted = table.data.data.order_by()[: most + 1].count()
        self.count = min(counted, most)
        self.is_cut = counted > most


def arrange(request: HttpRequest, table: Table, per_page: int = PAGE, most: int = 0) -> Table:
    """Sort and page a table as the address asks; what makes no sense there shows the first or the last page.

    The number of lines a page is ours: an address cannot ask for a page of everything. ``most``: for a queryset of any
    size, the number of lines after which it ends.
    """
    table.request = request
    if order_by := request.GET.getlist(table.prefixed_order_by_field):
        table.order_by = order_by
    table.paginator = Bounded(table, per_page, most) if most else Paginator(table.rows, per_page)
    table.page = table.paginator.get_page(request.GET.get(table.prefixed_page_field))
    return table

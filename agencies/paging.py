"""How does a list follow its address: which order, which page?"""

from django.core.paginator import Paginator
from django.http import HttpRequest
from django_tables2 import Table

PAGE = 50


def arrange(request: HttpRequest, table: Table, per_page: int = PAGE) -> Table:
    """Sort and page a table as the address asks; what makes no sense there shows the first or the last page.

    The number of lines a page is ours: an address cannot ask for a page of everything.
    """
    table.request = request
    if order_by := request.GET.getlist(table.prefixed_order_by_field):
        table.order_by = order_by
    table.paginator = Paginator(table.rows, per_page)
    table.page = table.paginator.get_page(request.GET.get(table.prefixed_page_field))
    return table

import pytest
from django.template import engines
from jinja2 import UndefinedError


def test_what_a_person_typed_is_escaped():
    template = engines["jinja2"].from_string("<td>{{ note }}</td>")
    assert template.render({"note": '<b onclick="x">'}) == "<td>&lt;b onclick=&#34;x&#34;&gt;</td>"


def test_a_misspelt_name_is_an_error_and_not_an_empty_cell():
    with pytest.raises(UndefinedError):
        engines["jinja2"].from_string("{{ figrue }}").render({})

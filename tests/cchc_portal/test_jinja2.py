import datetime

import pytest
from django.template import engines
from django.utils.html import format_html
from jinja2 import TemplateSyntaxError, UndefinedError


def test_what_a_person_typed_is_escaped():
    template = engines["jinja2"].from_string("<td>{{ note }}</td>")
    assert template.render({"note": '<b onclick="x">'}) == "<td>&lt;b onclick=&#34;x&#34;&gt;</td>"


def test_a_misspelt_name_is_an_error_and_not_an_empty_cell():
    with pytest.raises(UndefinedError):
        engines["jinja2"].from_string("{{ figrue }}").render({})


@pytest.mark.parametrize(
    "said, drawn",
    [
        ("{% load static %}x", "x"),
        ("{% static 'css/entry.css' %}", "/static/css/entry.css"),
        ("{% url 'home' %}", "/"),
        ("{% url 'report_appendix' pk number %}", "/reports/1537/appendices/2/"),
        ("{{ pk|stringformat:'d' }}", "1537"),
        ('{{ nothing|default:"……" }}', "……"),
        ("{{ day|date }}", "15/6/2024"),
        ("{{ word|capfirst }}", "Kỳ"),
        ("{% csrf_token %}", '<input type="hidden" name="csrfmiddlewaretoken" value="secret">'),
    ],
)
def test_it_draws_the_words_of_shared_templates_as_django_does(said, drawn):
    known = {"pk": 1537, "number": 2, "nothing": "", "day": datetime.date(2024, 6, 15), "word": "kỳ"}
    hidden = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', "secret")
    given = known | {"csrf_token": "secret", "csrf_input": hidden}
    assert engines["django"].from_string("{% load static %}" + said).render(given) == drawn
    assert engines["jinja2"].from_string(said).render(given) == drawn


@pytest.mark.parametrize(
    "unknown", ["{% url 'home' as there %}", "{{ word|truncatechars:3 }}", "{% regroup a by b as c %}"]
)
def test_a_word_that_only_django_knows_is_an_error(unknown):
    with pytest.raises(TemplateSyntaxError):
        engines["jinja2"].from_string(unknown)

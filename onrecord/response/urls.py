from django.urls import path, re_path

from onrecord.response import edition_views, published_views, views, wordings_views

_FORM = r"(?P<form>html|docx|odt|pdf)"

urlpatterns = [
    path("responses/", published_views.published_responses, name="published-responses"),
    path("responses/switch/", published_views.published_switch, name="published-switch"),
    path("responses/of/<slug:ref>/", published_views.published_response, name="published-response"),
    path(
        "responses/of/<slug:ref>/<int:number>/",
        published_views.published_response,
        name="published-version",
    ),
    re_path(
        r"^responses/of/(?P<ref>[-\w]+)/(?P<number>\d{1,9})/response\.(?P<form>docx|odt|pdf|json)$",
        published_views.published_file,
        name="published-file",
    ),
    path("improvement/responses/", views.responses, name="responses"),
    path("improvement/office-holders/", views.office_holders, name="office-holders"),
    path("improvement/responses/<slug:ref>/", views.response, name="response"),
    path("improvement/responses/<slug:ref>/begin/", views.response_begin, name="response-begin"),
    path("improvement/responses/<slug:ref>/do/<slug:what>/", views.response_do, name="response-do"),
    path(
        "improvement/responses/<slug:ref>/answer/<int:number>/",
        views.response_answer,
        name="response-answer",
    ),
    path("improvement/responses/<slug:ref>/names/", views.response_names, name="response-names"),
    path(
        "improvement/responses/<slug:ref>/figures/<int:quoted_id>/take-back/",
        views.figure_take_back,
        name="response-figure-take-back",
    ),
    path(
        "improvement/responses/<slug:ref>/wordings/<slug:part>/",
        wordings_views.response_wordings,
        name="response-wordings",
    ),
    path(
        "improvement/responses/<slug:ref>/wordings/<slug:part>/<int:number>/strike/",
        wordings_views.wording_strike,
        name="wording-strike",
    ),
    path("improvement/responses/<slug:ref>/draft/", edition_views.draft, name="response-draft"),
    re_path(
        rf"^improvement/responses/(?P<ref>[-\w]+)/draft\.{_FORM}$",
        edition_views.draft_file,
        name="response-draft-file",
    ),
    path(
        "improvement/responses/<slug:ref>/versions/<int:number>/",
        edition_views.edition,
        name="response-edition",
    ),
    re_path(
        r"^improvement/responses/(?P<ref>[-\w]+)/versions/(?P<number>\d{1,9})/response\.(?P<form>html|docx|odt|pdf|json)$",
        edition_views.edition_file,
        name="response-edition-file",
    ),
    re_path(
        rf"^improvement/responses/(?P<ref>[-\w]+)/versions/(?P<number>\d{{1,9}})/letter-(?P<to>minister|inspectors)\.{_FORM}$",
        edition_views.letter_file,
        name="response-letter-file",
    ),
    path(
        "improvement/responses/<slug:ref>/versions/<int:number>/sent/<slug:to>/",
        edition_views.edition_sent,
        name="response-sent",
    ),
    path(
        "improvement/responses/<slug:ref>/versions/<int:number>/withdraw/",
        published_views.edition_withdraw,
        name="response-withdraw",
    ),
]

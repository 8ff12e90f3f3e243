from django.urls import path

from onrecord.screening import views
from onrecord.screening.fates import right_views
from onrecord.screening.fates import views as fates_views
from onrecord.screening.patterns import views as patterns_views
from onrecord.screening.watch import views as equality_views

urlpatterns = [
    path("suspects/", views.suspect_list, name="suspects"),
    path("suspects/suspects.csv", views.suspects_file, name="suspects-file"),
    path("suspects/right/", right_views.share_right, name="finder-right"),
    path(
        "suspects/right/share-right.csv",
        right_views.fates_file,
        name="finder-right-file",
    ),
    path("suspects/right/judged/", right_views.fates_judged, name="finder-judged"),
    path("suspects/equality/", equality_views.equality, name="finder-equality"),
    path("suspects/drift/", equality_views.drift, name="finder-drift"),
    path("suspects/patterns/", patterns_views.patterns, name="finder-patterns"),
    path("suspects/patterns/<slug:rule>/", patterns_views.pattern, name="finder-pattern"),
    path("logs/<int:log_id>/disclosed/", fates_views.disclosed, name="disclosed"),
    path(
        "logs/<int:log_id>/disclosed/reject/", fates_views.disclosed_reject, name="disclosed-reject"
    ),
    path(
        "logs/<int:log_id>/disclosed/reopen/", fates_views.disclosed_reopen, name="disclosed-reopen"
    ),
    path(
        "logs/<int:log_id>/disclosed/decide/", fates_views.disclosed_decide, name="disclosed-decide"
    ),
]

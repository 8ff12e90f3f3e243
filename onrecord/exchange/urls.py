from django.urls import path, re_path

from onrecord.exchange import map_views, views

urlpatterns = [
    path("imports/", views.import_list, name="imports"),
    path("imports/new/", views.import_new, name="import-new"),
    path("imports/<int:import_id>/", views.import_page, name="import"),
    path("imports/<int:import_id>/map/", map_views.import_map, name="import-map"),
    path("imports/<int:import_id>/codes/", map_views.import_codes, name="import-codes"),
    path("imports/<int:import_id>/confirm/", views.import_confirm, name="import-confirm"),
    path("imports/<int:import_id>/again/", views.import_again, name="import-again"),
    path("imports/<int:import_id>/discard/", views.import_discard, name="import-discard"),
    re_path(
        r"^imports/(?P<import_id>\d{1,18})/(?P<which>refused|warnings)\.csv$",
        views.import_rows,
        name="import-rows",
    ),
    path("maps/", map_views.maps, name="maps"),
    path("maps/<int:map_id>/", map_views.map_page, name="map"),
    path("maps/<int:map_id>/map.toml", map_views.map_download, name="map-download"),
]

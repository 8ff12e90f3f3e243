from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "onrecord.supervision"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.contact.panels import Panel, register
        from onrecord.people import departments, moved
        from onrecord.supervision.departments.actions import follow
        from onrecord.supervision.departments.queries import earlier_names
        from onrecord.supervision.records import register_records
        from onrecord.supervision.reviews import panel

        register_records()
        moved.register("membership", follow)
        departments.register(earlier_names)
        register(Panel("looks", 15, "supervision/panel.html", panel.context, panel.may_see))

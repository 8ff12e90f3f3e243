from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "onrecord.supervision"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.ledger.records import RecordSource, register
        from onrecord.people import departments as names
        from onrecord.people import moved
        from onrecord.supervision import departments_content, lists_content, shifts_content
        from onrecord.supervision.departments import follow
        from onrecord.supervision.departments_queries import earlier_names
        from onrecord.supervision.models import (
            Absence,
            AuthorityRequest,
            Department,
            Handover,
            Item,
            ListVersion,
            Membership,
            Shift,
        )

        moved.register("membership", follow)
        names.register(earlier_names)
        for name, kind, model, subject, content in (
            (
                "department",
                "department.kept",
                Department,
                departments_content.department_subject,
                departments_content.department_content,
            ),
            (
                "membership",
                "membership.kept",
                Membership,
                departments_content.membership_subject,
                departments_content.membership_content,
            ),
            (
                "item of a worklist",
                "item.kept",
                Item,
                lists_content.item_subject,
                lists_content.item_content,
            ),
            (
                "request for authority",
                "authority.kept",
                AuthorityRequest,
                lists_content.request_subject,
                lists_content.request_content,
            ),
            (
                "shift",
                "shift.kept",
                Shift,
                shifts_content.shift_subject,
                shifts_content.shift_content,
            ),
            (
                "absence",
                "absence.kept",
                Absence,
                shifts_content.absence_subject,
                shifts_content.absence_content,
            ),
            (
                "hand-over",
                "handover.kept",
                Handover,
                shifts_content.handover_subject,
                shifts_content.handover_content,
            ),
        ):
            register(RecordSource(name, (kind,), model, subject, content))
        register(
            RecordSource(
                "version of a worklist",
                ("worklist.kept",),
                ListVersion,
                lists_content.list_subject,
                lists_content.list_content,
                versions=False,
            )
        )

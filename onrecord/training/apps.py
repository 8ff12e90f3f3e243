from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "onrecord.training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.ledger.records import RecordSource, register
        from onrecord.training import content as c
        from onrecord.training import message_content as mc
        from onrecord.training import message_models as mm
        from onrecord.training import models as m

        register(
            RecordSource(
                "course",
                ("course.kept",),
                m.CourseVersion,
                c.course_subject,
                c.course_content,
            )
        )
        register(
            RecordSource(
                "course done",
                ("training.done", "training.withdrawn"),
                m.CourseDone,
                c.done_subject,
                c.done_content,
            )
        )
        register(
            RecordSource(
                "answer to a question card",
                ("card.answered",),
                m.CardAnswer,
                c.answer_subject,
                c.answer_content,
                versions=False,
            )
        )
        register(
            RecordSource(
                "message",
                ("message.kept",),
                mm.Message,
                mc.message_subject,
                mc.message_content,
            )
        )
        register(
            RecordSource(
                "campaign",
                ("campaign.kept",),
                mm.Campaign,
                mc.campaign_subject,
                mc.campaign_content,
            )
        )

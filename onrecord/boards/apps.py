from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "onrecord.boards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.boards import content as c
        from onrecord.boards import models as m
        from onrecord.boards.paper_files import held_files
        from onrecord.boards.policies import can_view_packs
        from onrecord.calls import integrity
        from onrecord.improvement import places
        from onrecord.ledger.records import RecordSource, register

        for name, kind, model, subject, content, versions in (
            ("body that meets", "body.kept", m.BodyVersion, c.body_subject, c.body_content, False),
            ("meeting", "meeting.kept", m.Meeting, c.meeting_subject, c.meeting_content, True),
            ("pack", "pack.issued", m.Pack, c.pack_subject, c.pack_content, False),
            ("paper", "paper.kept", m.Paper, c.paper_subject, c.paper_content, True),
            ("matter", "matter.kept", m.Matter, c.matter_subject, c.matter_content, True),
            ("line of minutes", "minutes.line", m.Line, c.line_subject, c.line_content, False),
            ("partner's view", "partner.view", m.PartnerView, c.view_subject, c.view_content, True),
            ("words let stand", "names.stand", m.Stands, c.stands_subject, c.stands_content, False),
        ):
            register(RecordSource(name, (kind,), model, subject, content, versions=versions))
        integrity.register("papers of meetings", held_files)
        places.register(places.Part("Meetings", "boards", ("/improvement/meetings/",), 60))
        places.register(
            places.Part(
                "Hidden crimes",
                "hidden-crimes",
                ("/improvement/hidden-crimes/",),
                70,
                can_view_packs,
            )
        )

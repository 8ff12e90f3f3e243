from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "onrecord.web"

    def ready(self) -> None:
        from onrecord.exchange.after import AFTER_IMPORT

        AFTER_IMPORT.append(after_import)


def after_import(taken: object) -> None:
    """After an import: find the suspects anew, count once so that the first home page needn't, and let the search read
    what came."""
    from onrecord.finding.index import catch_up
    from onrecord.screening.actions import screen_all
    from onrecord.web.figures import figures

    screen_all()
    figures()
    catch_up()

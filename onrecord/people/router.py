"""Who-looked-at-what lives in a database of its own (see ReadRecord)."""


class ReadsRouter:
    def db_for_read(self, model, **hints):
        return "reads" if model._meta.label_lower == "people.readrecord" else None

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, model_name=None, **hints):
        own = app_label == "people" and model_name == "readrecord"
        if db == "reads":
            return own
        return not own if model_name else None

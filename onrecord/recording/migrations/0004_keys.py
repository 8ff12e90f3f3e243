from django.db import migrations

from onrecord.recording.keys import address_key, name_key

AT_A_TIME = 2_000


def fill(apps, schema_editor):
    """The keys of what is there: worked out from the records, so the ledger has nothing to say of them."""
    person = apps.get_model("recording", "CrimePerson")
    batch = []
    for each in (
        person.objects.only("name", "address").order_by("pk").iterator(chunk_size=AT_A_TIME)
    ):
        each.name_key, each.address_key = name_key(each.name), address_key(each.address)
        batch.append(each)
        if len(batch) == AT_A_TIME:
            person.objects.bulk_update(batch, ["name_key", "address_key"])
            batch = []
    person.objects.bulk_update(batch, ["name_key", "address_key"])
    crime = apps.get_model("recording", "Crime")
    for each in (
        crime.objects.exclude(place="").only("place").order_by("pk").iterator(chunk_size=AT_A_TIME)
    ):
        if key := address_key(each.place):
            crime.objects.filter(pk=each.pk).update(place_key=key)


class Migration(migrations.Migration):
    dependencies = [("recording", "0003_where")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

"""Maps that are kept for the next export."""

from django.db import transaction

from onrecord.exchange.map_file import Map
from onrecord.exchange.models import SavedMap
from onrecord.ledger.actions import append


def save_map(*, name: str, mapping: Map, toml: str, by: str) -> SavedMap:
    """Keep a map under a name; one of the same name is replaced. The ledger keeps every version."""
    name = name.strip()
    with transaction.atomic():
        saved, _ = SavedMap.objects.update_or_create(
            name=name, defaults={"kind": mapping.kind, "toml": toml, "saved_by": by}
        )
        append(
            kind="map.saved",
            subject=f"map:{name}",
            body={"name": name, "kind": mapping.kind, "system": mapping.system, "toml": toml},
            by=by,
        )
    return saved

"""The classes on which several rules turn: rapes, and the homicides that are named beside them.

Sources: Home Office, *Notifiable Offence and Notifiable Reported Incidents list*, April 2026, whose classes 19C to 19K are
rape; *Crime Recording Rules* 2026/27, p. 25 (who may cancel them) and pp. 62-63 (reported rape).
"""

from __future__ import annotations

RAPES = frozenset({"19C", "19D", "19E", "19F", "19G", "19H", "19J", "19K"})
HOMICIDES = frozenset({"1", "4/1", "4/2", "4/10"})
"""Murder, manslaughter, infanticide and corporate manslaughter: what "rape and homicide" means where one decides alone."""

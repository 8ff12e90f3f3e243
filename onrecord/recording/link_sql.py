"""The statements of `onrecord.recording.linking`, the same for SQLite and PostgreSQL.

Temporary tables: `scope_log` and `scope_crime` are the records that are looked at; `twin` gives every duplicate or
re-opened log the number of its family; `direct` are the links by reference; `wanted` all links as they should be;
`missing` those that are not there yet; `mark` is what is to be written at the logs.
"""

TEMPORARY = ("scope_log", "scope_crime", "twin", "direct", "wanted", "missing", "mark")

# The type of the first three makes SQLite use the column as the row's own number.
CREATE = {
    "sqlite": (
        "CREATE TEMPORARY TABLE scope_log (id integer PRIMARY KEY)",
        "CREATE TEMPORARY TABLE scope_crime (id integer PRIMARY KEY)",
        "CREATE TEMPORARY TABLE twin (log_id integer PRIMARY KEY, family integer)",
        "CREATE TEMPORARY TABLE direct (crime_id integer, log_id integer, how text)",
        "CREATE TEMPORARY TABLE wanted (crime_id integer, log_id integer, how text)",
    ),
    "postgresql": (
        "CREATE TEMPORARY TABLE scope_log (id bigint PRIMARY KEY)",
        "CREATE TEMPORARY TABLE scope_crime (id bigint PRIMARY KEY)",
        "CREATE TEMPORARY TABLE twin (log_id bigint PRIMARY KEY, family bigint)",
        "CREATE TEMPORARY TABLE direct (crime_id bigint, log_id bigint, how text)",
        "CREATE TEMPORARY TABLE wanted (crime_id bigint, log_id bigint, how text)",
    ),
}

# What the records name, by side: (owner, reference or JSON list of references).
NAMED_BY = {
    "log": "SELECT id, crime_refs FROM contact_log WHERE crime_refs <> '[]'",
    "double": "SELECT id, duplicate_of FROM contact_log WHERE duplicate_of <> ''",
    "crime": "SELECT id, log_refs FROM recording_crime WHERE log_refs <> '[]'",
}
OF_IMPORT = " AND imported_in = %s"
FORGET_ALL_NAMED = "DELETE FROM recording_namedreference"
FORGET_NAMED = {
    "log": "DELETE FROM recording_namedreference WHERE side = 'log' AND owner_id IN "
    "(SELECT id FROM contact_log WHERE imported_in = %s AND version > 1)",
    "double": "DELETE FROM recording_namedreference WHERE side = 'double' AND owner_id IN "
    "(SELECT id FROM contact_log WHERE imported_in = %s AND version > 1)",
    "crime": "DELETE FROM recording_namedreference WHERE side = 'crime' AND owner_id IN "
    "(SELECT id FROM recording_crime WHERE imported_in = %s AND version > 1)",
}

SCOPE_ALL = (
    "INSERT INTO scope_log SELECT id FROM contact_log",
    "INSERT INTO scope_crime SELECT id FROM recording_crime",
)
# Logs that were duplicates or re-openings of others until this import changed them: the others lose their crimes.
FORMER_DOUBLES = (
    "SELECT l.id FROM contact_log changed "
    "JOIN recording_namedreference n ON n.side = 'double' AND n.owner_id = changed.id "
    "JOIN contact_log l ON l.ref_key = n.key WHERE changed.imported_in = %s AND changed.version > 1"
)
ADD_TO_SCOPE = "INSERT INTO scope_log SELECT id FROM contact_log WHERE id = %s AND id NOT IN (SELECT id FROM scope_log)"
# The import's records, and others of the same reference, whose links may have become ambiguous. For logs, also those
# that are said to repeat one of them. For crimes, the logs that name one of them, that one of them names, or that are
# linked to one of them now. Each takes the import's number as often as it has a place for it.
SCOPE_OF_IMPORT = {
    "logs": (
        "INSERT INTO scope_log SELECT id FROM contact_log WHERE ref_key IN "
        "(SELECT ref_key FROM contact_log WHERE imported_in = %s) "
        "UNION SELECT n.owner_id FROM recording_namedreference n WHERE n.side = 'double' AND n.key IN "
        "(SELECT ref_key FROM contact_log WHERE imported_in = %s)",
    ),
    "crimes": (
        "INSERT INTO scope_crime SELECT id FROM recording_crime WHERE ref_key IN "
        "(SELECT ref_key FROM recording_crime WHERE imported_in = %s)",
        "INSERT INTO scope_log "
        "SELECT n.owner_id FROM recording_namedreference n WHERE n.side = 'log' AND n.key IN "
        "(SELECT ref_key FROM recording_crime WHERE imported_in = %s) "
        "UNION SELECT l.id FROM scope_crime s JOIN recording_namedreference n "
        "ON n.side = 'crime' AND n.owner_id = s.id JOIN contact_log l ON l.ref_key = n.key "
        "UNION SELECT x.log_id FROM scope_crime s JOIN recording_crimelog x ON x.crime_id = s.id",
    ),
}

# A log and the one log that it is said to repeat.
DOUBLES = (
    "SELECT n.owner_id, l.id FROM recording_namedreference n JOIN contact_log l ON l.ref_key = n.key "
    "WHERE n.side = 'double' AND l.id <> n.owner_id AND NOT EXISTS "
    "(SELECT 1 FROM contact_log d WHERE d.ref_key = l.ref_key AND d.id <> l.id)"
)
CLOSE_SCOPE = (
    "INSERT INTO scope_log SELECT t.log_id FROM twin t WHERE t.family IN "
    "(SELECT f.family FROM twin f JOIN scope_log s ON s.id = f.log_id) "
    "AND t.log_id NOT IN (SELECT id FROM scope_log)",
    "INSERT INTO scope_crime SELECT found.id FROM ("
    "SELECT x.crime_id AS id FROM scope_log s JOIN recording_crimelog x ON x.log_id = s.id "
    "UNION SELECT n.owner_id FROM scope_log s JOIN contact_log l ON l.id = s.id "
    "JOIN recording_namedreference n ON n.side = 'crime' AND n.key = l.ref_key "
    "UNION SELECT c.id FROM scope_log s JOIN recording_namedreference n "
    "ON n.side = 'log' AND n.owner_id = s.id JOIN recording_crime c ON c.ref_key = n.key"
    ") found WHERE found.id NOT IN (SELECT id FROM scope_crime)",
)

DIRECT = (
    "INSERT INTO direct SELECT crime_id, log_id, "
    "CASE WHEN min(how) <> max(how) THEN 'both' ELSE min(how) END FROM ("
    "SELECT c.id AS crime_id, n.owner_id AS log_id, 'log' AS how FROM scope_log s "
    "JOIN recording_namedreference n ON n.side = 'log' AND n.owner_id = s.id "
    "JOIN recording_crime c ON c.ref_key = n.key "
    "WHERE NOT EXISTS (SELECT 1 FROM recording_crime d WHERE d.ref_key = c.ref_key AND d.id <> c.id) "
    "UNION ALL "
    "SELECT n.owner_id AS crime_id, l.id AS log_id, 'crime' AS how FROM scope_log s "
    "JOIN contact_log l ON l.id = s.id "
    "JOIN recording_namedreference n ON n.side = 'crime' AND n.key = l.ref_key "
    "WHERE NOT EXISTS (SELECT 1 FROM contact_log d WHERE d.ref_key = l.ref_key AND d.id <> l.id)"
    ") either_way GROUP BY crime_id, log_id",
    "CREATE INDEX direct_pair ON direct (log_id, crime_id)",
)
SHARED = (
    "INSERT INTO wanted SELECT crime_id, log_id, how FROM direct",
    "INSERT INTO wanted SELECT DISTINCT d.crime_id, other.log_id, 'duplicate' FROM direct d "
    "JOIN twin mine ON mine.log_id = d.log_id JOIN twin other ON other.family = mine.family "
    "WHERE NOT EXISTS (SELECT 1 FROM direct x WHERE x.log_id = other.log_id AND x.crime_id = d.crime_id)",
    "CREATE INDEX wanted_pair ON wanted (log_id, crime_id)",
)

REMOVE = (
    "DELETE FROM recording_crimelog WHERE log_id IN (SELECT id FROM scope_log) AND NOT EXISTS "
    "(SELECT 1 FROM wanted w WHERE w.log_id = recording_crimelog.log_id "
    "AND w.crime_id = recording_crimelog.crime_id)"
)
CORRECT = (
    "UPDATE recording_crimelog SET how = (SELECT w.how FROM wanted w "
    "WHERE w.log_id = recording_crimelog.log_id AND w.crime_id = recording_crimelog.crime_id) "
    "WHERE EXISTS (SELECT 1 FROM wanted w WHERE w.log_id = recording_crimelog.log_id "
    "AND w.crime_id = recording_crimelog.crime_id AND w.how <> recording_crimelog.how)"
)
# In two steps: a plan that looks for each pair in the table while it grows takes the square of the time.
FIND_MISSING = (
    "CREATE TEMPORARY TABLE missing AS SELECT w.crime_id, w.log_id, w.how FROM wanted w WHERE NOT EXISTS "
    "(SELECT 1 FROM recording_crimelog x WHERE x.log_id = w.log_id AND x.crime_id = w.crime_id)"
)
ADD = "INSERT INTO recording_crimelog (crime_id, log_id, how) SELECT crime_id, log_id, how FROM missing"

LIST_UNLINKED = (
    "DELETE FROM recording_unlinkedreference WHERE log_id IN (SELECT id FROM scope_log)",
    "DELETE FROM recording_unlinkedreference WHERE crime_id IN (SELECT id FROM scope_crime)",
    # A log names a crime.
    "INSERT INTO recording_unlinkedreference (side, system, owner_ref, named_ref, log_id, crime_id) "
    "SELECT CASE WHEN count(t.id) = 0 THEN 'log' ELSE 'several' END, o.system, o.ref, n.shown, o.id, NULL "
    "FROM scope_log s JOIN recording_namedreference n ON n.side = 'log' AND n.owner_id = s.id "
    "JOIN contact_log o ON o.id = s.id LEFT JOIN recording_crime t ON t.ref_key = n.key "
    "GROUP BY o.id, o.system, o.ref, n.shown HAVING count(t.id) <> 1",
    # A crime names a log.
    "INSERT INTO recording_unlinkedreference (side, system, owner_ref, named_ref, log_id, crime_id) "
    "SELECT CASE WHEN count(t.id) = 0 THEN 'crime' ELSE 'several' END, o.system, o.ref, n.shown, NULL, o.id "
    "FROM scope_crime s JOIN recording_namedreference n ON n.side = 'crime' AND n.owner_id = s.id "
    "JOIN recording_crime o ON o.id = s.id LEFT JOIN contact_log t ON t.ref_key = n.key "
    "GROUP BY o.id, o.system, o.ref, n.shown HAVING count(t.id) <> 1",
    # A log names the log that it repeats.
    "INSERT INTO recording_unlinkedreference (side, system, owner_ref, named_ref, log_id, crime_id) "
    "SELECT CASE WHEN count(t.id) = 0 THEN 'double' ELSE 'several' END, o.system, o.ref, n.shown, o.id, NULL "
    "FROM scope_log s JOIN recording_namedreference n ON n.side = 'double' AND n.owner_id = s.id "
    "JOIN contact_log o ON o.id = s.id LEFT JOIN contact_log t ON t.ref_key = n.key "
    "GROUP BY o.id, o.system, o.ref, n.shown HAVING count(t.id) <> 1",
    # A crime names no log, and none names it.
    "INSERT INTO recording_unlinkedreference (side, system, owner_ref, named_ref, log_id, crime_id) "
    "SELECT 'none', c.system, c.ref, '', NULL, c.id FROM scope_crime s JOIN recording_crime c ON c.id = s.id "
    "WHERE NOT EXISTS (SELECT 1 FROM recording_crimelog x WHERE x.crime_id = c.id) "
    "AND NOT EXISTS (SELECT 1 FROM recording_namedreference n WHERE n.side = 'crime' AND n.owner_id = c.id)",
)

# Only crimes recorded to the minute tell when the first was recorded. Logs that never had anything to do with a crime,
# the great majority, are left aside. EXCEPT compares without tripping over empty values.
MARKS = (
    "CREATE TEMPORARY TABLE mark AS SELECT l.id, count(c.id) AS crimes, "
    "min(CASE WHEN c.recorded_precision = 'minute' THEN c.recorded_at END) AS first_at, "
    "CASE WHEN count(c.id) > 0 THEN 'linked' WHEN l.crime_refs <> '[]' THEN 'claimed' ELSE 'none' END AS state "
    "FROM scope_log s JOIN contact_log l ON l.id = s.id "
    "LEFT JOIN recording_crimelog x ON x.log_id = l.id LEFT JOIN recording_crime c ON c.id = x.crime_id "
    "WHERE x.id IS NOT NULL OR l.crime_refs <> '[]' OR l.link_state <> 'none' OR l.crime_count <> 0 "
    "GROUP BY l.id, l.crime_refs",
    "CREATE UNIQUE INDEX mark_log ON mark (id)",
)
# By ranges of numbers: SQLite keeps what a statement overwrites until it ends, and would keep a force-year in memory.
MARK_RANGES = "SELECT id FROM mark ORDER BY id"
MARK_LOGS = (
    "UPDATE contact_log SET "
    "crime_count = (SELECT m.crimes FROM mark m WHERE m.id = contact_log.id), "
    "first_recorded_at = (SELECT m.first_at FROM mark m WHERE m.id = contact_log.id), "
    "link_state = (SELECT m.state FROM mark m WHERE m.id = contact_log.id) "
    "WHERE id IN (SELECT m.id FROM mark m JOIN contact_log l ON l.id = m.id "
    "WHERE m.id >= %s AND m.id <= %s AND EXISTS ("
    "SELECT m.crimes, m.first_at, m.state EXCEPT SELECT l.crime_count, l.first_recorded_at, l.link_state))"
)

COUNT_LINKS = "SELECT count(*) FROM recording_crimelog"
COUNT_UNLINKED = "SELECT count(*) FROM recording_unlinkedreference"

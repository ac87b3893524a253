-- A date or code cannot be read; the same word in the same column is one matter. (The points that a pledge covers are not
-- looked at here, and any text is a signer.)
WITH typed(table_name, name) AS (
  VALUES
    ('offices', 'applied_on'), ('offices', 'own'),
    ('patients', 'status'), ('patients', 'ended_on'),
    ('staff', 'role'), ('staff', 'status'), ('staff', 'registered_on'), ('staff', 'last_login_on'), ('staff',
      'closed_on'), ('staff', 'profile'), ('staff', 'photo'), ('staff', 'two_factor'),
    ('groups', 'kind'), ('groups', 'status'), ('groups', 'created_on'), ('groups', 'last_post_on'), ('groups',
      'archived_on'),
    ('memberships', 'role'), ('memberships', 'status'), ('memberships', 'invited_on'), ('memberships', 'joined_on'),
      ('memberships', 'left_on'),
    ('roster', 'hired_on'), ('roster', 'left_on'), ('roster', 'status'),
    ('assignments', 'from_on'), ('assignments', 'until_on'),
    ('pledges', 'form'), ('pledges', 'signed_on'), ('pledges', 'valid_until'),
    ('consents', 'form'), ('consents', 'signed_on'), ('consents', 'copy_given_on'),
      ('consents', 'withdrawn_on'),
    ('trainings', 'held_on'),
    ('devices', 'status'), ('devices', 'lent_on'), ('devices', 'returned_on'), ('devices', 'lost_on'), ('devices',
      'reported_on'),
    ('reviews', 'reviewed_on'),
    ('incidents', 'kind'), ('incidents', 'discovered_on'), ('incidents', 'reported_on'), ('incidents',
      'authority_reported_on'), ('incidents', 'closed_on'),
    ('guidelines', 'confirmed_on'),
    ('attestations', 'answer'), ('attestations', 'attested_on'),
    ('posts', 'posted_on'), ('posts', 'confirmed')
),
cells AS (
  SELECT 'offices' AS table_name, r.unreadable FROM offices_read r WHERE r.unreadable <> ''
  UNION ALL SELECT 'patients' AS table_name, r.unreadable FROM patients_read r WHERE r.unreadable <> ''
  UNION ALL SELECT 'staff' AS table_name, r.unreadable FROM staff_read r WHERE r.unreadable <> ''
  UNION ALL SELECT 'groups' AS table_name, r.unreadable FROM groups_read r WHERE r.unreadable <> ''
  UNION ALL SELECT 'memberships' AS table_name, r.unreadable FROM memberships_read r WHERE r.unreadable <> ''
  UNION ALL SELECT 'roster' AS table_name, r.unreadable FROM roster_read r WHERE r.unreadable <> ''
  UNION ALL SELECT 'assignments' AS table_name, r.unreadable FROM assignments_read r WHERE r.unreadable <> ''
  UNION ALL SELECT 'pledges' AS table_name, r.unreadable FROM pledges_read r WHERE r.unreadable <> ''
  UNION ALL SELECT 'consents' AS table_name, r.unreadable FROM consents_read r WHERE r.unreadable <> ''
  UNION ALL SELECT 'trainings' AS table_name, r.unreadable FROM trainings_read r WHERE r.unreadable <> ''
  UNION ALL SELECT 'devices' AS table_name, r.unreadable FROM devices_read r WHERE r.unreadable <> ''
  UNION ALL SELECT 'reviews' AS table_name, r.unreadable FROM reviews_read r WHERE r.unreadable <> ''
  UNION ALL SELECT 'incidents' AS table_name, r.unreadable FROM incidents_read r WHERE r.unreadable <> ''
  UNION ALL SELECT 'guidelines' AS table_name, r.unreadable FROM guidelines_read r WHERE r.unreadable <> ''
  UNION ALL SELECT 'attestations' AS table_name, r.unreadable FROM attestations_read r WHERE r.unreadable <> ''
  UNION ALL SELECT 'posts' AS table_name, r.unreadable FROM posts_read r WHERE r.unreadable <> ''
),
words AS (
  SELECT c.table_name, t.name, substr(c.unreadable, instr(c.unreadable, ' ' || t.name || '=') + length(t.name) + 2) AS rest
  FROM cells c
  JOIN typed t ON t.table_name = c.table_name AND instr(c.unreadable, ' ' || t.name || '=') > 0
)
SELECT DISTINCT table_name, name AS column_name,
  CASE WHEN instr(rest, ' ') > 0 THEN substr(rest, 1, instr(rest, ' ') - 1) ELSE rest END AS word, TRUE AS broken
FROM words

-- A date or code cannot be read. (The points that a pledge covers are not looked at here.)
WITH typed(table_name, name) AS (
  VALUES
    ('offices', 'applied_on'),
    ('patients', 'status'), ('patients', 'ended_on'),
    ('staff', 'role'), ('staff', 'status'), ('staff', 'registered_on'), ('staff', 'last_login_on'), ('staff',
      'closed_on'), ('staff', 'profile'), ('staff', 'photo'), ('staff', 'two_factor'),
    ('groups', 'kind'), ('groups', 'status'), ('groups', 'created_on'), ('groups', 'last_post_on'), ('groups',
      'archived_on'),
    ('memberships', 'role'), ('memberships', 'status'), ('memberships', 'invited_on'), ('memberships', 'joined_on'),
      ('memberships', 'left_on'),
    ('roster', 'hired_on'), ('roster', 'left_on'),
    ('assignments', 'from_on'), ('assignments', 'until_on'),
    ('pledges', 'form'), ('pledges', 'signed_on'), ('pledges', 'valid_until'),
    ('consents', 'form'), ('consents', 'signed_on'), ('consents', 'signer'), ('consents', 'copy_given_on'),
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
)
SELECT 'offices' AS table_name, coalesce(r.office_id, '~') AS row_key, NULL AS row_key_2, c.name AS column_name,
  TRUE AS broken
FROM (SELECT DISTINCT * FROM offices_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'offices' AND instr(r.unreadable, ' ' || c.name || '=') > 0
UNION ALL
SELECT 'patients', coalesce(r.patient_id, '~'), NULL, c.name, TRUE
FROM (SELECT DISTINCT * FROM patients_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'patients' AND instr(r.unreadable, ' ' || c.name || '=') > 0
UNION ALL
SELECT 'staff', coalesce(r.staff_id, '~'), NULL, c.name, TRUE
FROM (SELECT DISTINCT * FROM staff_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'staff' AND instr(r.unreadable, ' ' || c.name || '=') > 0
UNION ALL
SELECT 'groups', coalesce(r.group_id, '~'), NULL, c.name, TRUE
FROM (SELECT DISTINCT * FROM groups_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'groups' AND instr(r.unreadable, ' ' || c.name || '=') > 0
UNION ALL
SELECT 'memberships', CASE WHEN r.staff_id IS NULL THEN '~' ELSE coalesce(r.group_id, '~') END, CASE WHEN r.group_id
  IS NOT NULL THEN r.staff_id END, c.name, TRUE
FROM (SELECT DISTINCT * FROM memberships_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'memberships' AND instr(r.unreadable, ' ' || c.name || '=') > 0
UNION ALL
SELECT 'roster', '~', NULL, c.name, TRUE
FROM (SELECT DISTINCT * FROM roster_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'roster' AND instr(r.unreadable, ' ' || c.name || '=') > 0
UNION ALL
SELECT 'assignments', '~', NULL, c.name, TRUE
FROM (SELECT DISTINCT * FROM assignments_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'assignments' AND instr(r.unreadable, ' ' || c.name || '=') > 0
UNION ALL
SELECT 'pledges', '~', NULL, c.name, TRUE
FROM (SELECT DISTINCT * FROM pledges_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'pledges' AND instr(r.unreadable, ' ' || c.name || '=') > 0
UNION ALL
SELECT 'consents', '~', NULL, c.name, TRUE
FROM (SELECT DISTINCT * FROM consents_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'consents' AND instr(r.unreadable, ' ' || c.name || '=') > 0
UNION ALL
SELECT 'trainings', '~', NULL, c.name, TRUE
FROM (SELECT DISTINCT * FROM trainings_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'trainings' AND instr(r.unreadable, ' ' || c.name || '=') > 0
UNION ALL
SELECT 'devices', coalesce(r.device_id, '~'), NULL, c.name, TRUE
FROM (SELECT DISTINCT * FROM devices_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'devices' AND instr(r.unreadable, ' ' || c.name || '=') > 0
UNION ALL
SELECT 'reviews', '~', NULL, c.name, TRUE
FROM (SELECT DISTINCT * FROM reviews_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'reviews' AND instr(r.unreadable, ' ' || c.name || '=') > 0
UNION ALL
SELECT 'incidents', coalesce(r.incident_id, '~'), NULL, c.name, TRUE
FROM (SELECT DISTINCT * FROM incidents_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'incidents' AND instr(r.unreadable, ' ' || c.name || '=') > 0
UNION ALL
SELECT 'guidelines', '~', NULL, c.name, TRUE
FROM (SELECT DISTINCT * FROM guidelines_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'guidelines' AND instr(r.unreadable, ' ' || c.name || '=') > 0
UNION ALL
SELECT 'attestations', '~', NULL, c.name, TRUE
FROM (SELECT DISTINCT * FROM attestations_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'attestations' AND instr(r.unreadable, ' ' || c.name || '=') > 0
UNION ALL
SELECT 'posts', coalesce(r.post_id, '~'), NULL, c.name, TRUE
FROM (SELECT DISTINCT * FROM posts_read WHERE unreadable <> '') r
JOIN typed c ON c.table_name = 'posts' AND instr(r.unreadable, ' ' || c.name || '=') > 0

-- A row lacks what identifies it; identical rows count once. The hash of its cells, which names it, is written ~.
SELECT 'offices' AS table_name, '~' AS hash, TRUE AS broken
FROM (SELECT DISTINCT * FROM offices_read WHERE office_id IS NULL) lacking
UNION ALL SELECT 'patients', '~', TRUE
FROM (SELECT DISTINCT * FROM patients_read WHERE patient_id IS NULL) lacking
UNION ALL SELECT 'staff', '~', TRUE
FROM (SELECT DISTINCT * FROM staff_read WHERE staff_id IS NULL) lacking
UNION ALL SELECT 'groups', '~', TRUE
FROM (SELECT DISTINCT * FROM groups_read WHERE group_id IS NULL) lacking
UNION ALL SELECT 'memberships', '~', TRUE
FROM (SELECT DISTINCT * FROM memberships_read WHERE group_id IS NULL OR staff_id IS NULL) lacking
UNION ALL SELECT 'roster', '~', TRUE
FROM (SELECT DISTINCT * FROM roster_read WHERE staff IS NULL) lacking
UNION ALL SELECT 'assignments', '~', TRUE
FROM (SELECT DISTINCT * FROM assignments_read WHERE patient_id IS NULL OR staff IS NULL) lacking
UNION ALL SELECT 'pledges', '~', TRUE
FROM (SELECT DISTINCT * FROM pledges_read WHERE staff IS NULL) lacking
UNION ALL SELECT 'consents', '~', TRUE
FROM (SELECT DISTINCT * FROM consents_read WHERE patient_id IS NULL) lacking
UNION ALL SELECT 'trainings', '~', TRUE
FROM (SELECT DISTINCT * FROM trainings_read WHERE staff IS NULL) lacking
UNION ALL SELECT 'devices', '~', TRUE
FROM (SELECT DISTINCT * FROM devices_read WHERE device_id IS NULL) lacking
UNION ALL SELECT 'reviews', '~', TRUE
FROM (SELECT DISTINCT * FROM reviews_read WHERE group_id IS NULL) lacking
UNION ALL SELECT 'incidents', '~', TRUE
FROM (SELECT DISTINCT * FROM incidents_read WHERE incident_id IS NULL) lacking
UNION ALL SELECT 'guidelines', '~', TRUE
FROM (SELECT DISTINCT * FROM guidelines_read WHERE office_id IS NULL OR document IS NULL) lacking
UNION ALL SELECT 'attestations', '~', TRUE
FROM (SELECT DISTINCT * FROM attestations_read WHERE office_id IS NULL OR clause IS NULL) lacking
UNION ALL SELECT 'posts', '~', TRUE
FROM (SELECT DISTINCT * FROM posts_read WHERE post_id IS NULL) lacking

-- A row lacks what identifies it; identical rows count once. The hash of its cells, which names it, is written ~. What every
-- row lacks is one matter of the column.
SELECT 'offices' AS table_name, '~' AS hash, TRUE AS broken
FROM (SELECT DISTINCT * FROM offices_read WHERE (office_id IS NULL AND EXISTS (SELECT 1 FROM offices_read WHERE office_id IS NOT NULL))) lacking
UNION ALL SELECT 'offices', 'office_id', TRUE
WHERE EXISTS (SELECT 1 FROM offices_read) AND NOT EXISTS (SELECT 1 FROM offices_read WHERE office_id IS NOT NULL)
UNION ALL SELECT 'patients', '~', TRUE
FROM (SELECT DISTINCT * FROM patients_read WHERE (patient_id IS NULL AND EXISTS (SELECT 1 FROM patients_read WHERE patient_id IS NOT NULL))) lacking
UNION ALL SELECT 'patients', 'patient_id', TRUE
WHERE EXISTS (SELECT 1 FROM patients_read) AND NOT EXISTS (SELECT 1 FROM patients_read WHERE patient_id IS NOT NULL)
UNION ALL SELECT 'staff', '~', TRUE
FROM (SELECT DISTINCT * FROM staff_read WHERE (staff_id IS NULL AND EXISTS (SELECT 1 FROM staff_read WHERE staff_id IS NOT NULL))) lacking
UNION ALL SELECT 'staff', 'staff_id', TRUE
WHERE EXISTS (SELECT 1 FROM staff_read) AND NOT EXISTS (SELECT 1 FROM staff_read WHERE staff_id IS NOT NULL)
UNION ALL SELECT 'groups', '~', TRUE
FROM (SELECT DISTINCT * FROM groups_read WHERE (group_id IS NULL AND EXISTS (SELECT 1 FROM groups_read WHERE group_id IS NOT NULL))) lacking
UNION ALL SELECT 'groups', 'group_id', TRUE
WHERE EXISTS (SELECT 1 FROM groups_read) AND NOT EXISTS (SELECT 1 FROM groups_read WHERE group_id IS NOT NULL)
UNION ALL SELECT 'memberships', '~', TRUE
FROM (SELECT DISTINCT * FROM memberships_read WHERE (group_id IS NULL AND EXISTS (SELECT 1 FROM memberships_read WHERE group_id IS NOT NULL)) OR (staff_id IS NULL AND EXISTS (SELECT 1 FROM memberships_read WHERE staff_id IS NOT NULL))) lacking
UNION ALL SELECT 'memberships', 'group_id', TRUE
WHERE EXISTS (SELECT 1 FROM memberships_read) AND NOT EXISTS (SELECT 1 FROM memberships_read WHERE group_id IS NOT NULL)
UNION ALL SELECT 'memberships', 'staff_id', TRUE
WHERE EXISTS (SELECT 1 FROM memberships_read) AND NOT EXISTS (SELECT 1 FROM memberships_read WHERE staff_id IS NOT NULL)
UNION ALL SELECT 'roster', '~', TRUE
FROM (SELECT DISTINCT * FROM roster_read WHERE (staff IS NULL AND EXISTS (SELECT 1 FROM roster_read WHERE staff IS NOT NULL))) lacking
UNION ALL SELECT 'roster', 'staff', TRUE
WHERE EXISTS (SELECT 1 FROM roster_read) AND NOT EXISTS (SELECT 1 FROM roster_read WHERE staff IS NOT NULL)
UNION ALL SELECT 'assignments', '~', TRUE
FROM (SELECT DISTINCT * FROM assignments_read WHERE (patient_id IS NULL AND EXISTS (SELECT 1 FROM assignments_read WHERE patient_id IS NOT NULL)) OR (staff IS NULL AND EXISTS (SELECT 1 FROM assignments_read WHERE staff IS NOT NULL))) lacking
UNION ALL SELECT 'assignments', 'patient_id', TRUE
WHERE EXISTS (SELECT 1 FROM assignments_read) AND NOT EXISTS (SELECT 1 FROM assignments_read WHERE patient_id IS NOT NULL)
UNION ALL SELECT 'assignments', 'staff', TRUE
WHERE EXISTS (SELECT 1 FROM assignments_read) AND NOT EXISTS (SELECT 1 FROM assignments_read WHERE staff IS NOT NULL)
UNION ALL SELECT 'pledges', '~', TRUE
FROM (SELECT DISTINCT * FROM pledges_read WHERE (staff IS NULL AND EXISTS (SELECT 1 FROM pledges_read WHERE staff IS NOT NULL))) lacking
UNION ALL SELECT 'pledges', 'staff', TRUE
WHERE EXISTS (SELECT 1 FROM pledges_read) AND NOT EXISTS (SELECT 1 FROM pledges_read WHERE staff IS NOT NULL)
UNION ALL SELECT 'consents', '~', TRUE
FROM (SELECT DISTINCT * FROM consents_read WHERE (patient_id IS NULL AND EXISTS (SELECT 1 FROM consents_read WHERE patient_id IS NOT NULL))) lacking
UNION ALL SELECT 'consents', 'patient_id', TRUE
WHERE EXISTS (SELECT 1 FROM consents_read) AND NOT EXISTS (SELECT 1 FROM consents_read WHERE patient_id IS NOT NULL)
UNION ALL SELECT 'trainings', '~', TRUE
FROM (SELECT DISTINCT * FROM trainings_read WHERE (staff IS NULL AND EXISTS (SELECT 1 FROM trainings_read WHERE staff IS NOT NULL))) lacking
UNION ALL SELECT 'trainings', 'staff', TRUE
WHERE EXISTS (SELECT 1 FROM trainings_read) AND NOT EXISTS (SELECT 1 FROM trainings_read WHERE staff IS NOT NULL)
UNION ALL SELECT 'devices', '~', TRUE
FROM (SELECT DISTINCT * FROM devices_read WHERE (device_id IS NULL AND EXISTS (SELECT 1 FROM devices_read WHERE device_id IS NOT NULL))) lacking
UNION ALL SELECT 'devices', 'device_id', TRUE
WHERE EXISTS (SELECT 1 FROM devices_read) AND NOT EXISTS (SELECT 1 FROM devices_read WHERE device_id IS NOT NULL)
UNION ALL SELECT 'reviews', '~', TRUE
FROM (SELECT DISTINCT * FROM reviews_read WHERE (group_id IS NULL AND EXISTS (SELECT 1 FROM reviews_read WHERE group_id IS NOT NULL))) lacking
UNION ALL SELECT 'reviews', 'group_id', TRUE
WHERE EXISTS (SELECT 1 FROM reviews_read) AND NOT EXISTS (SELECT 1 FROM reviews_read WHERE group_id IS NOT NULL)
UNION ALL SELECT 'incidents', '~', TRUE
FROM (SELECT DISTINCT * FROM incidents_read WHERE (incident_id IS NULL AND EXISTS (SELECT 1 FROM incidents_read WHERE incident_id IS NOT NULL))) lacking
UNION ALL SELECT 'incidents', 'incident_id', TRUE
WHERE EXISTS (SELECT 1 FROM incidents_read) AND NOT EXISTS (SELECT 1 FROM incidents_read WHERE incident_id IS NOT NULL)
UNION ALL SELECT 'guidelines', '~', TRUE
FROM (SELECT DISTINCT * FROM guidelines_read WHERE (office_id IS NULL AND EXISTS (SELECT 1 FROM guidelines_read WHERE office_id IS NOT NULL)) OR (document IS NULL AND EXISTS (SELECT 1 FROM guidelines_read WHERE document IS NOT NULL))) lacking
UNION ALL SELECT 'guidelines', 'office_id', TRUE
WHERE EXISTS (SELECT 1 FROM guidelines_read) AND NOT EXISTS (SELECT 1 FROM guidelines_read WHERE office_id IS NOT NULL)
UNION ALL SELECT 'guidelines', 'document', TRUE
WHERE EXISTS (SELECT 1 FROM guidelines_read) AND NOT EXISTS (SELECT 1 FROM guidelines_read WHERE document IS NOT NULL)
UNION ALL SELECT 'attestations', '~', TRUE
FROM (SELECT DISTINCT * FROM attestations_read WHERE (office_id IS NULL AND EXISTS (SELECT 1 FROM attestations_read WHERE office_id IS NOT NULL)) OR (clause IS NULL AND EXISTS (SELECT 1 FROM attestations_read WHERE clause IS NOT NULL))) lacking
UNION ALL SELECT 'attestations', 'office_id', TRUE
WHERE EXISTS (SELECT 1 FROM attestations_read) AND NOT EXISTS (SELECT 1 FROM attestations_read WHERE office_id IS NOT NULL)
UNION ALL SELECT 'attestations', 'clause', TRUE
WHERE EXISTS (SELECT 1 FROM attestations_read) AND NOT EXISTS (SELECT 1 FROM attestations_read WHERE clause IS NOT NULL)
UNION ALL SELECT 'posts', '~', TRUE
FROM (SELECT DISTINCT * FROM posts_read WHERE (post_id IS NULL AND EXISTS (SELECT 1 FROM posts_read WHERE post_id IS NOT NULL))) lacking
UNION ALL SELECT 'posts', 'post_id', TRUE
WHERE EXISTS (SELECT 1 FROM posts_read) AND NOT EXISTS (SELECT 1 FROM posts_read WHERE post_id IS NOT NULL)

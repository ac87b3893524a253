-- An id names no row of its table, where that has rows, and not a person outside; once for each id. What begins with a
-- Japanese character is a name, of which unknown-person tells. (The office of a leader who has no account is told by the memberships.)
SELECT DISTINCT 'memberships' AS table_name, 'staff_id' AS column_name, m.staff_id AS id, TRUE AS broken
FROM member m
WHERE m.staff_id < '⺀' AND m.outside IS NOT TRUE AND EXISTS (SELECT 1 FROM staff) AND NOT m.in_staff
UNION ALL
SELECT DISTINCT 'memberships', 'group_id', m.group_id, TRUE
FROM memberships m
WHERE EXISTS (SELECT 1 FROM groups) AND NOT EXISTS (SELECT 1 FROM groups g WHERE g.group_id = m.group_id)
UNION ALL
SELECT DISTINCT 'groups', 'leader_id', l.staff_id, TRUE
FROM groups g JOIN leader l ON l.group_id = g.group_id AND l.staff_id = g.leader_id
WHERE l.staff_id < '⺀' AND l.outside IS NOT TRUE AND EXISTS (SELECT 1 FROM staff) AND NOT l.in_staff
  AND EXISTS (SELECT 1 FROM memberships)
UNION ALL
SELECT DISTINCT 'groups', 'patient_id', g.patient_id, TRUE
FROM group_patient g
WHERE EXISTS (SELECT 1 FROM patients) AND NOT EXISTS (SELECT 1 FROM patients p WHERE p.patient_id = g.patient_id)
UNION ALL
SELECT DISTINCT 'posts', 'staff_id', p.staff_id, TRUE
FROM posts p LEFT JOIN known_office o ON o.office_id = p.office_id
WHERE p.staff_id < '⺀' AND (NOT o.own) IS NOT TRUE AND EXISTS (SELECT 1 FROM staff)
  AND NOT EXISTS (SELECT 1 FROM staff s WHERE s.staff_id = p.staff_id)
UNION ALL
SELECT DISTINCT 'posts', 'group_id', p.group_id, TRUE
FROM posts p
WHERE p.group_id IS NOT NULL AND EXISTS (SELECT 1 FROM groups)
  AND NOT EXISTS (SELECT 1 FROM groups g WHERE g.group_id = p.group_id)
UNION ALL
SELECT DISTINCT 'incidents', 'subject_staff_id', i.subject_staff_id, TRUE
FROM incidents i
WHERE i.subject_staff_id IS NOT NULL AND EXISTS (SELECT 1 FROM staff)
  AND NOT EXISTS (SELECT 1 FROM staff s WHERE s.staff_id = i.subject_staff_id)

-- What decides whether a row takes part is empty, in all rows of a key (of a membership, in those used); what cannot be read is not.
-- (A group without a kind is told by its patient.)
SELECT 'staff' AS table_name, staff_id AS row_key, NULL AS row_key_2, 'status' AS column_name, TRUE AS broken
FROM staff_read
WHERE staff_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM given WHERE table_name = 'staff' AND column_name = 'status')
GROUP BY staff_id
HAVING count(CASE WHEN status IS NULL AND instr(unreadable, ' status=') = 0 THEN 1 END) = count(*)
UNION ALL SELECT 'groups', group_id, NULL, 'status', TRUE
FROM groups_read
WHERE group_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM given WHERE table_name = 'groups' AND column_name = 'status')
GROUP BY group_id
HAVING count(CASE WHEN status IS NULL AND instr(unreadable, ' status=') = 0 THEN 1 END) = count(*)
UNION ALL SELECT 'memberships', group_id, staff_id, 'status', TRUE
FROM memberships_read
WHERE group_id IS NOT NULL AND staff_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM given WHERE table_name = 'memberships' AND column_name = 'status')
GROUP BY group_id, staff_id
HAVING count(CASE WHEN status IS NULL THEN 1 END) > 0
  AND count(CASE WHEN status IN ('active', 'invited') OR instr(unreadable, ' status=') > 0 THEN 1 END) = 0
UNION ALL SELECT 'patients', patient_id, NULL, 'status', TRUE
FROM patients_read
WHERE patient_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM given WHERE table_name = 'patients' AND column_name = 'status')
GROUP BY patient_id
HAVING count(CASE WHEN status IS NULL AND instr(unreadable, ' status=') = 0 THEN 1 END) = count(*)

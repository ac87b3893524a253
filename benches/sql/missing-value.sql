-- What decides whether a row takes part is empty; what cannot be read is not.
SELECT 'staff' AS table_name, staff_id AS row_key, NULL AS row_key_2, 'status' AS column_name,
  status IS NULL AND instr(unreadable, ' status=') = 0 AS broken FROM staff
  WHERE EXISTS (SELECT 1 FROM given WHERE table_name = 'staff' AND column_name = 'status')
-- (a group without a kind is told by its patient)
UNION ALL SELECT 'groups', group_id, NULL, 'kind', FALSE FROM groups
  WHERE EXISTS (SELECT 1 FROM given WHERE table_name = 'groups' AND column_name = 'kind')
UNION ALL SELECT 'groups', group_id, NULL, 'status', status IS NULL AND instr(unreadable, ' status=') = 0 FROM groups
  WHERE EXISTS (SELECT 1 FROM given WHERE table_name = 'groups' AND column_name = 'status')
UNION ALL SELECT 'memberships', group_id, staff_id, 'status', status IS NULL AND instr(unreadable, ' status=') = 0 FROM memberships
  WHERE EXISTS (SELECT 1 FROM given WHERE table_name = 'memberships' AND column_name = 'status')
UNION ALL SELECT 'patients', patient_id, NULL, 'status', status IS NULL AND instr(unreadable, ' status=') = 0 FROM patients
  WHERE EXISTS (SELECT 1 FROM given WHERE table_name = 'patients' AND column_name = 'status')

-- A name holds a character that stands for one that was lost.
SELECT DISTINCT 'offices' AS table_name, office_id AS row_key, 'name' AS column_name, TRUE AS broken FROM offices_read
WHERE office_id IS NOT NULL AND (instr(name, '?') > 0 OR instr(name, '〓') > 0 OR instr(name, '□') > 0 OR instr(name,
  '�') > 0)
UNION ALL
SELECT 'offices', '~', 'name', TRUE
FROM (SELECT DISTINCT * FROM offices_read WHERE office_id IS NULL AND (instr(name, '?') > 0 OR instr(name, '〓') > 0
  OR instr(name, '□') > 0 OR instr(name, '�') > 0)) nameless
UNION ALL SELECT DISTINCT 'staff', staff_id, 'name', TRUE FROM staff_read
WHERE staff_id IS NOT NULL AND (instr(name, '?') > 0 OR instr(name, '〓') > 0 OR instr(name, '□') > 0 OR instr(name,
  '�') > 0)
UNION ALL
SELECT 'staff', '~', 'name', TRUE
FROM (SELECT DISTINCT * FROM staff_read WHERE staff_id IS NULL AND (instr(name, '?') > 0 OR instr(name, '〓') > 0 OR
  instr(name, '□') > 0 OR instr(name, '�') > 0)) nameless
UNION ALL SELECT DISTINCT 'groups', group_id, 'name', TRUE FROM groups_read
WHERE group_id IS NOT NULL AND (instr(name, '?') > 0 OR instr(name, '〓') > 0 OR instr(name, '□') > 0 OR instr(name,
  '�') > 0)
UNION ALL
SELECT 'groups', '~', 'name', TRUE
FROM (SELECT DISTINCT * FROM groups_read WHERE group_id IS NULL AND (instr(name, '?') > 0 OR instr(name, '〓') > 0 OR
  instr(name, '□') > 0 OR instr(name, '�') > 0)) nameless
UNION ALL SELECT DISTINCT 'patients', patient_id, 'name', TRUE FROM patients_read
WHERE patient_id IS NOT NULL AND (instr(name, '?') > 0 OR instr(name, '〓') > 0 OR instr(name, '□') > 0 OR
  instr(name, '�') > 0)
UNION ALL
SELECT 'patients', '~', 'name', TRUE
FROM (SELECT DISTINCT * FROM patients_read WHERE patient_id IS NULL AND (instr(name, '?') > 0 OR instr(name, '〓') >
  0 OR instr(name, '□') > 0 OR instr(name, '�') > 0)) nameless

-- A member of a patient group is not in charge of its patient.
-- needs: memberships.status groups.status groups.kind|groups.patient_id groups.patient_id assignments
WITH assigned AS (
  SELECT p.group_id, s.staff
  FROM group_patient p JOIN assignments s ON s.patient_id = p.patient_id
  WHERE (s.from_on IS NULL OR s.from_on <= $T) AND (s.until_on IS NULL OR s.until_on >= $T)
)
SELECT DISTINCT m.group_id, m.staff_id, s.staff IS NULL AS broken
FROM live_membership m
JOIN patient_group g ON g.group_id = m.group_id
LEFT JOIN assigned s ON s.group_id = m.group_id AND s.staff = m.staff_id
LEFT JOIN account a ON a.staff_id = m.staff_id
LEFT JOIN foreign_office f ON f.office_id = coalesce(a.office_id, m.office_id)
WHERE f.office_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM departed_person d WHERE d.staff_id = m.staff_id)
  AND EXISTS (SELECT 1 FROM group_patient p WHERE p.group_id = m.group_id)

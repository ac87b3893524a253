-- A member of a patient group is not in charge of its patient. (The patients of a group that is only named are not known.)
-- needs: memberships.status groups.status groups.kind|groups.patient_id groups.patient_id assignments
SELECT m.group_id, m.staff_id, m.belongs AND CASE WHEN m.is_there THEN NOT TRUE IN (
  SELECT s.from_on <= $T AND s.until_on >= $T
  FROM group_patient p JOIN assignments s ON s.patient_id = p.patient_id
  WHERE p.group_id = m.group_id AND s.staff = m.staff_id
) END AS broken
FROM (SELECT *, is_live AND of_patient AND patients > 0 AND NOT outside AND NOT departed AS belongs FROM live_membership) m
WHERE m.belongs IS NOT FALSE

-- The patients of a live group no longer use MCS.
-- needs: groups.status groups.kind|groups.patient_id @leader @strangers groups.patient_id patients.status
SELECT g.group_id, g.belongs AND NOT TRUE IN (
  SELECT CASE WHEN p.patient_id IS NULL THEN NULL
    ELSE NOT (p.status IN ('ended', 'deceased') AND p.ended_on < $T - 14) END
  FROM group_patient gp LEFT JOIN patients p ON p.patient_id = gp.patient_id
  WHERE gp.group_id = g.group_id
) AS broken
FROM own_patient_group g
WHERE g.patients > 0

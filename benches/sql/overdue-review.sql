-- The members of an own patient group have not been reviewed for half a year.
-- needs: groups.status groups.kind|groups.patient_id @leader @strangers groups.created_on reviews.reviewed_on
SELECT g.group_id, g.belongs AND g.created_on < $T - 180 AND NOT TRUE IN (
  SELECT r.reviewed_on BETWEEN $T - 180 AND $T FROM reviews r WHERE r.group_id = g.group_id
) AS broken
FROM own_patient_group g
WHERE (g.created_on < $T - 180) IS NOT FALSE

-- The members of an own patient group have not been reviewed for half a year.
-- needs: groups.status groups.kind|groups.patient_id memberships groups.leader_id|memberships.role groups.created_on
-- needs: reviews.reviewed_on
SELECT g.group_id, NOT EXISTS (
  SELECT 1 FROM reviews r WHERE r.group_id = g.group_id AND r.reviewed_on BETWEEN $T - 180 AND $T
) AS broken
FROM own_patient_group g
WHERE g.created_on < $T - 180

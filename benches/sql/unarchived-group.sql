-- The patients of a live group no longer use MCS.
-- needs: groups.status groups.kind|groups.patient_id memberships groups.leader_id|memberships.role groups.patient_id patients.status
-- needs: patients.ended_on
SELECT g.group_id,
  count(CASE WHEN p.status IN ('ended', 'deceased') AND (p.ended_on IS NULL OR p.ended_on < $T - 14) THEN 1 END) = count(*)
    AS broken
FROM own_group_patient g LEFT JOIN patients p ON p.patient_id = g.patient_id
GROUP BY g.group_id HAVING count(p.patient_id) = count(*)

-- A patient group has no leader.
-- needs: groups.status groups.kind|groups.patient_id memberships.status @leader
SELECT g.group_id, g.belongs AND g.leader_id = '' AND NOT TRUE IN (
  SELECT m.is_in AND m.role = 'leader' FROM member m WHERE m.group_id = g.group_id
) AS broken
FROM patient_group g

-- A patient group has no leader.
-- needs: groups.status groups.kind|groups.patient_id memberships.status memberships.role
SELECT g.group_id, g.leader_id IS NULL AND NOT EXISTS (
  SELECT 1 FROM live_membership m WHERE m.group_id = g.group_id AND m.role = 'leader'
) AS broken
FROM patient_group g

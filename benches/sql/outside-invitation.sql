-- Somebody but the leader invited a member.
-- needs: groups.status groups.kind|groups.patient_id memberships groups.leader_id|memberships.role memberships.status
-- needs: memberships.invited_by
SELECT m.group_id, m.staff_id, m.invited_by <> g.leader_id AS broken
FROM (
  SELECT group_id, staff_id, invited_by FROM live_membership
  UNION ALL
  SELECT group_id, staff_id, invited_by FROM memberships WHERE status = 'invited'
) m
JOIN own_patient_group g ON g.group_id = m.group_id
WHERE g.leader_id IS NOT NULL AND m.invited_by IS NOT NULL AND m.staff_id <> g.leader_id

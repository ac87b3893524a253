-- The leader has departed, has no active account, or is not in the group.
-- needs: groups.status groups.kind|groups.patient_id memberships groups.leader_id|memberships.role memberships.status staff.status
-- needs: roster.left_on
SELECT g.group_id, (
  EXISTS (SELECT 1 FROM departed_person d WHERE d.staff_id = g.leader_id)
  OR EXISTS (SELECT 1 FROM account a WHERE a.staff_id = g.leader_id AND NOT a.active)
  OR m.staff_id IS NULL
) AS broken
FROM own_patient_group g
LEFT JOIN live_membership m ON m.group_id = g.group_id AND m.staff_id = g.leader_id
WHERE g.leader_id IS NOT NULL

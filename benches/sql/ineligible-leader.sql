-- The leader has departed, has no active account, or is not in the group.
-- needs: groups.status groups.kind|groups.patient_id @leader @strangers memberships.status staff.status roster.left_on
SELECT g.group_id, g.belongs AND (
  p.departed OR (p.in_staff AND NOT p.active)
  OR NOT TRUE IN (SELECT m.is_in FROM member m WHERE m.group_id = g.group_id AND m.staff_id = g.leader_id)
) AS broken
FROM own_patient_group g JOIN person p ON p.staff_id = g.leader_id

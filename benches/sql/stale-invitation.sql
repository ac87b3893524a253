-- An invitation has been open for more than a fortnight.
-- needs: groups.status memberships groups.leader_id|memberships.role memberships.status memberships.invited_on
SELECT m.group_id, m.staff_id, coalesce(m.invited_on < $T - 14, FALSE) AS broken
FROM memberships m JOIN own_group g ON g.group_id = m.group_id
WHERE m.status = 'invited'

-- A member of a live group has an account that is not active.
-- needs: memberships.status groups.status staff.status
SELECT m.group_id, m.staff_id, NOT a.active AS broken
FROM live_membership m JOIN account a ON a.staff_id = m.staff_id
WHERE NOT a.departed

-- A member of a live group has an account that is not active.
-- needs: memberships.status groups.status staff.status
SELECT group_id, staff_id, is_live AND NOT departed AND NOT active AS broken
FROM live_membership WHERE in_staff AND departed IS NOT TRUE

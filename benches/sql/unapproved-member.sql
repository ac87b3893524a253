-- Nobody approved a member of a live group.
-- needs: @leader memberships.status groups.status memberships.approved_by
SELECT group_id, staff_id, is_live AND NOT outside AND NOT leads AND approved_by = '' AS broken
FROM live_membership WHERE (NOT outside AND NOT leads) IS NOT FALSE

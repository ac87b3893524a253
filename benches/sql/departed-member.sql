-- Someone who has departed is still in a live group.
-- needs: memberships.status groups.status roster.left_on
SELECT m.group_id, m.staff_id, d.staff_id IS NOT NULL AS broken
FROM live_membership m LEFT JOIN departed_person d ON d.staff_id = m.staff_id

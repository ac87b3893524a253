-- Someone who has departed is still invited to a live group.
-- needs: memberships.status groups.status roster.left_on
SELECT group_id, staff_id, status = 'invited' AND live AND departed AS broken
FROM group_member WHERE (status = 'invited' AND live) IS NOT FALSE

-- Someone who has departed is still in a live group.
-- needs: memberships.status groups.status roster.left_on
SELECT group_id, staff_id, is_live AND departed AS broken FROM live_membership

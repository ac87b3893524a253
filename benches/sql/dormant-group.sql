-- Nobody has posted in an own group for long.
-- needs: groups.status memberships groups.leader_id|memberships.role groups.last_post_on+ groups.created_on
SELECT group_id, coalesce(coalesce(last_post_on, created_on) < $T - 90, FALSE) AS broken
FROM own_group

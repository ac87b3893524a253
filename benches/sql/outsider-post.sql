-- The author of a post is not a member of the group.
-- needs: posts.group_id posts.staff_id groups.status memberships
-- events: posts
SELECT p.post_id, m.staff_id IS NULL AS broken
FROM posts p
JOIN live_group g ON g.group_id = p.group_id
LEFT JOIN memberships m ON m.group_id = p.group_id AND m.staff_id = p.staff_id
WHERE p.staff_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM departed_person d WHERE d.staff_id = p.staff_id)

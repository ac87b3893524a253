-- The author of a post is not a member of the group.
-- needs: posts.group_id posts.staff_id groups.status memberships
-- events: posts
SELECT p.post_id, g.live AND NOT a.departed AND CASE WHEN p.group_id IS NOT NULL AND p.staff_id IS NOT NULL THEN NOT EXISTS (
  SELECT 1 FROM memberships m WHERE m.group_id = p.group_id AND m.staff_id = p.staff_id
) END AS broken
FROM posts p
LEFT JOIN known_group g ON g.group_id = p.group_id
LEFT JOIN person a ON a.staff_id = p.staff_id
WHERE (g.live AND NOT a.departed) IS NOT FALSE

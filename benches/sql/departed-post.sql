-- A post is dated after its author left.
-- needs: posts.staff_id posts.posted_on roster.left_on
-- events: posts
SELECT p.post_id, coalesce(p.posted_on > d.left_on AND p.posted_on BETWEEN $T - 365 AND $T, FALSE) AS broken
FROM posts p JOIN departed_person d ON d.staff_id = p.staff_id

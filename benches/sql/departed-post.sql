-- A post is dated after its author left, not longer than a year ago. (Where nobody may have left, no author has.)
-- needs: posts.staff_id posts.posted_on roster.left_on
-- events: posts
SELECT p.post_id, a.departed AND CASE
  WHEN p.posted_on IS NULL THEN CASE WHEN a.last_day >= $T THEN FALSE END
  WHEN p.posted_on BETWEEN $T - 365 AND $T AND coalesce(p.posted_on > a.last_day, TRUE)
    THEN CASE WHEN a.last_day_is_known THEN TRUE END
  ELSE FALSE
END AS broken
FROM posts p LEFT JOIN person a ON a.staff_id = p.staff_id
WHERE a.departed IS NOT FALSE AND (
  p.staff_id IS NOT NULL OR EXISTS (SELECT 1 FROM person d WHERE d.departed IS NOT FALSE)
)

-- Someone who departed was removed from a group late, not longer than a year ago.
-- needs: memberships.status memberships.left_on roster.left_on
SELECT group_id, staff_id, status = 'removed' AND departed AND CASE
  WHEN left_on IS NULL THEN CASE WHEN last_day + 14 >= $T THEN FALSE END
  WHEN left_on BETWEEN $T - 365 AND $T AND left_on > last_day + 14 THEN CASE WHEN last_day_is_known THEN TRUE END
  ELSE FALSE
END AS broken
FROM member WHERE (status = 'removed' AND departed) IS NOT FALSE

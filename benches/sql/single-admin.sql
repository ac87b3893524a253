-- An own office has one administrator only.
-- needs: offices staff.status staff.role roster.left_on
SELECT office_id, CASE
  WHEN count(CASE WHEN uses AND administers THEN 1 END) > 1 THEN FALSE
  WHEN count(uses AND administers) = count(*) THEN own AND count(*) = 1
END AS broken
FROM office_account
WHERE (uses AND administers) IS NOT FALSE
GROUP BY office_id, own

-- An own office with an active account has no administrator who has not departed.
-- needs: offices staff.status staff.role roster.left_on
SELECT o.office_id, NOT EXISTS (
  SELECT 1 FROM account a
  WHERE a.office_id = o.office_id AND a.active AND a.role = 'admin' AND NOT a.departed
) AS broken
FROM using_office o

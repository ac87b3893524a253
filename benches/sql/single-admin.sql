-- An own office has one administrator only.
-- needs: offices staff.status staff.role roster.left_on
SELECT o.office_id, count(*) = 1 AS broken
FROM using_office o JOIN account a ON a.office_id = o.office_id
WHERE a.active AND a.role = 'admin' AND NOT a.departed
GROUP BY o.office_id

-- Someone else who is no administrator approved a member of a live group. (Who it was may not be known.)
-- needs: @leader memberships.status groups.status memberships.approved_by staff.role
SELECT m.group_id, m.staff_id, m.is_live AND NOT m.outside AND NOT m.leads AND CASE
  WHEN m.approved_by IS NOT NULL THEN a.role <> 'admin'
  WHEN NOT EXISTS (SELECT 1 FROM account o WHERE (o.role <> 'admin') IS NOT FALSE) THEN FALSE
END AS broken
FROM live_membership m LEFT JOIN account a ON a.staff_id = m.approved_by
WHERE (NOT m.outside AND NOT m.leads) IS NOT FALSE
  AND (a.staff_id <> m.staff_id OR m.approved_by IS NULL AND EXISTS (SELECT 1 FROM account))

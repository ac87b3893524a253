-- Nobody approved a member of a live group.
-- needs: memberships.status groups.status memberships.role memberships.approved_by
SELECT m.group_id, m.staff_id, m.approved_by IS NULL AS broken
FROM live_membership m
LEFT JOIN account a ON a.staff_id = m.staff_id
LEFT JOIN foreign_office f ON f.office_id = coalesce(a.office_id, m.office_id)
WHERE f.office_id IS NULL AND coalesce(m.role, '') <> 'leader'

-- A member of a live group approved themselves, though another administrator of the office could have. (An account without an
-- office is of the only own one, or of any of several.)
-- needs: @leader memberships.status groups.status memberships.approved_by staff.status staff.role roster.left_on
SELECT m.group_id, m.staff_id, m.is_live AND NOT m.outside AND NOT m.leads AND m.approved_by = m.staff_id AND m.in_staff
  AND TRUE IN (
    SELECT a.active AND a.role = 'admin' AND NOT a.departed AND CASE
      WHEN a.office IS NOT NULL AND m.office IS NOT NULL THEN a.office <> '' AND a.office = m.office
      WHEN a.outside <> m.outside THEN FALSE
    END
    FROM account a WHERE a.staff_id <> m.staff_id
  ) AS broken
FROM live_membership m WHERE (NOT m.outside AND NOT m.leads) IS NOT FALSE

-- An own office with an active account has no administrator who has not departed. (Who may have an active account, and
-- would then administer, leaves nothing open.)
-- needs: offices staff.status staff.role roster.left_on
SELECT o.office_id, CASE
  WHEN EXISTS (SELECT 1 FROM office_account a WHERE a.office_id = o.office_id AND a.uses AND a.administers) THEN FALSE
  WHEN NOT EXISTS (SELECT 1 FROM office_account a WHERE a.office_id = o.office_id AND a.administers IS NOT TRUE) THEN FALSE
  WHEN EXISTS (SELECT 1 FROM office_account a WHERE a.office_id = o.office_id AND a.uses)
    AND NOT EXISTS (SELECT 1 FROM office_account a WHERE a.office_id = o.office_id AND a.administers IS NOT FALSE) THEN o.uses
END AS broken
FROM using_office o

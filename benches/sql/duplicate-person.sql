-- Another active account of the office has the same name. Accounts are of one office where none is ever told.
-- needs: staff.status staff.name+
WITH offices_are AS (
  SELECT EXISTS (SELECT 1 FROM given WHERE table_name = 'staff' AND column_name = 'office_id') AS told
)
SELECT a.staff_id, a.own AND TRUE IN (
  SELECT b.active AND a.folded_name <> '' AND b.folded_name <> '' AND b.folded_name = a.folded_name AND CASE
    WHEN NOT offices_are.told THEN TRUE
    WHEN b.office IS NULL OR a.office IS NOT NULL OR NOT b.outside THEN a.office = b.office
    WHEN b.outside THEN FALSE
  END
  FROM account b WHERE b.staff_id <> a.staff_id
) AS broken
FROM own_account a CROSS JOIN offices_are

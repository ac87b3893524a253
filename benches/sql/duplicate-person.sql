-- Another active account of the office has the same name. Accounts are of one office where none is ever told.
-- needs: staff.status staff.name
WITH office AS (
  SELECT EXISTS (SELECT 1 FROM given WHERE table_name = 'staff' AND column_name = 'office_id') AS told
)
SELECT a.staff_id, EXISTS (
  SELECT 1 FROM account b
  WHERE b.folded_name = a.folded_name AND b.active AND b.staff_id <> a.staff_id
    AND (b.office_id = a.office_id OR NOT office.told)
) AS broken
FROM own_account a CROSS JOIN office

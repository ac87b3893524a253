-- Another active account has the same e-mail address.
-- needs: staff.status staff.email
SELECT a.staff_id, EXISTS (
  SELECT 1 FROM account b WHERE b.folded_email = a.folded_email AND b.active AND b.staff_id <> a.staff_id
) AS broken
FROM own_account a
WHERE a.folded_email IS NOT NULL

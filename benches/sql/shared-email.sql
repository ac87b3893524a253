-- Another active account has the same e-mail address.
-- needs: staff.status staff.email+
SELECT a.staff_id, a.own AND a.folded_email <> '' AND TRUE IN (
  SELECT b.active AND b.folded_email <> '' AND b.folded_email = a.folded_email FROM account b WHERE b.staff_id <> a.staff_id
) AS broken
FROM own_account a
WHERE (a.folded_email <> '') IS NOT FALSE

-- The holder of an own account has given no pledge.
-- needs: staff.status pledges.signed_on
SELECT a.staff_id, NOT EXISTS (SELECT 1 FROM given_pledge p WHERE p.staff = a.staff_id) AS broken
FROM own_account a

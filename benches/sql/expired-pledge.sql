-- No pledge of the holder of an own account is in force any more.
-- needs: staff.status pledges.signed_on
SELECT a.staff_id, NOT EXISTS (SELECT 1 FROM pledge_in_force p WHERE p.staff = a.staff_id) AS broken
FROM own_account a
WHERE EXISTS (SELECT 1 FROM given_pledge p WHERE p.staff = a.staff_id)

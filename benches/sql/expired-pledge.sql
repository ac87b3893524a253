-- No pledge of the holder of an own account is in force any more.
-- needs: staff.status pledges.signed_on
-- applies: pledges.valid_until
SELECT a.staff_id, a.own AND TRUE IN (SELECT p.is_expired FROM pledge p WHERE p.staff = a.staff_id)
  AND NOT TRUE IN (SELECT p.in_force FROM pledge p WHERE p.staff = a.staff_id) AS broken
FROM own_account a

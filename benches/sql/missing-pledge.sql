-- The holder of an own account has given no pledge.
-- needs: staff.status pledges.signed_on
SELECT a.staff_id, a.own AND NOT TRUE IN (SELECT p.is_given FROM pledge p WHERE p.staff = a.staff_id) AS broken
FROM own_account a

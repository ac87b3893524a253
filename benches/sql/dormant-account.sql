-- Nobody has logged in to an own account for long.
-- needs: staff.status staff.last_login_on+ staff.registered_on
SELECT staff_id, coalesce(coalesce(last_login_on, registered_on) < $T - 90, FALSE) AS broken
FROM own_account
WHERE NOT departed

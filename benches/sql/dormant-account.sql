-- Nobody has logged in to an own account for long. Who has logged in has done so since the account was made.
-- needs: staff.status staff.last_login_on staff.registered_on
SELECT staff_id, own AND NOT departed AND NOT on_leave AND CASE
  WHEN last_login_on IS NOT NULL THEN last_login_on < $T - 90
  WHEN registered_on >= $T - 90 THEN FALSE
END AS broken
FROM own_account
WHERE (NOT departed AND NOT on_leave) IS NOT FALSE

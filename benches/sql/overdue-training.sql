-- The holder of an own account has not been trained within a year.
-- needs: staff.status staff.registered_on trainings.held_on
SELECT a.staff_id, NOT EXISTS (
  SELECT 1 FROM trainings t WHERE t.staff = a.staff_id AND t.held_on BETWEEN $T - 365 AND $T
) AS broken
FROM own_account a
WHERE NOT a.departed AND (a.registered_on IS NULL OR a.registered_on < $T - 31)

-- The holder of an own account is not on the roster.
-- needs: staff.status roster
SELECT a.staff_id, NOT EXISTS (SELECT 1 FROM employment e WHERE e.staff_id = a.staff_id) AS broken
FROM own_account a

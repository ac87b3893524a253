-- The holder of an own account leaves within a fortnight.
-- needs: staff.status roster.left_on
SELECT a.staff_id, EXISTS (SELECT 1 FROM employment e WHERE e.staff_id = a.staff_id AND e.leaving) AS broken
FROM own_account a

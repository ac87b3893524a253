-- The holder of an own account leaves within a fortnight.
-- needs: staff.status roster.left_on
SELECT staff_id, own AND leaving AS broken FROM own_account

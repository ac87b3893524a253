-- The holder of an own account is not on the roster.
-- needs: staff.status roster
SELECT staff_id, own AND NOT is_employed AS broken FROM own_account

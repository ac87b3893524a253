-- The holder of an own account has departed.
-- needs: staff.status roster.left_on
SELECT staff_id, own AND departed AS broken FROM own_account

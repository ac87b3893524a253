-- The profile of an own account is missing.
-- needs: staff.status staff.profile
SELECT staff_id, own AND NOT departed AND profile = 'no' AS broken FROM own_account WHERE departed IS NOT TRUE

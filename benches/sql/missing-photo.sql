-- The photo of an own account is missing.
-- needs: staff.status staff.photo
SELECT staff_id, own AND NOT departed AND photo = 'no' AS broken FROM own_account WHERE departed IS NOT TRUE

-- The photo of an own account is known to be missing.
-- needs: staff.status staff.photo
SELECT staff_id, coalesce(photo, '') = 'no' AS broken FROM own_account WHERE NOT departed

-- The profile of an own account is known to be missing.
-- needs: staff.status staff.profile
SELECT staff_id, coalesce(profile, '') = 'no' AS broken FROM own_account WHERE NOT departed

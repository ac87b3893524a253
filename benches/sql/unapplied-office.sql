-- An own office with an active account has not applied for MCS.
-- needs: offices.applied_on staff.status
SELECT office_id, applied_on IS NULL AS broken
FROM using_office

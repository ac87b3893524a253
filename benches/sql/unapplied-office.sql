-- An own office with an active account has not applied for MCS.
-- needs: offices.applied_on staff.status
SELECT office_id, uses AND applied_on = 9999999 AS broken FROM using_office

-- Nobody confirmed that the account of someone who departed was closed.
-- needs: staff.status roster.left_on
SELECT staff_id, closed_on IS NULL AS broken
FROM account
WHERE NOT outside AND departed AND coalesce(status, '') NOT IN ('closed', 'active')

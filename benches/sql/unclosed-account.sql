-- Nobody confirmed that the account of someone who departed was closed.
-- needs: staff.status staff.closed_on roster.left_on
SELECT staff_id, belongs AND closed_on = 9999999 AS broken
FROM (SELECT *, NOT outside AND departed AND status NOT IN ('closed', 'active') AS belongs FROM account) a
WHERE belongs IS NOT FALSE

-- Pledges of an older form lack a point. `covers` holds the numbers of points, whatever stands between them.
-- needs: staff.status pledges.signed_on pledges.form pledges.covers
WITH point(number) AS (VALUES ('1'), ('2'), ('3'), ('4'), ('5'))
SELECT a.staff_id, n.number, NOT EXISTS (
  SELECT 1 FROM pledge_in_force p WHERE p.staff = a.staff_id AND instr(p.covers, n.number) > 0
) AS broken
FROM own_account a CROSS JOIN point n
WHERE EXISTS (SELECT 1 FROM pledge_in_force p WHERE p.staff = a.staff_id)
  AND NOT EXISTS (
    SELECT 1 FROM pledge_in_force p WHERE p.staff = a.staff_id AND coalesce(p.form, '') <> 'existing'
  )

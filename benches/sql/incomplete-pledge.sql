-- Pledges of an older form lack a point. `covers` holds the numbers of points, whatever stands between them. Of pledges
-- that may be in force it is weighed that all are, and that as few are as may be.
-- needs: staff.status pledges.signed_on pledges.form pledges.covers
WITH point(number) AS (VALUES ('1'), ('2'), ('3'), ('4'), ('5')),
held AS (
  SELECT staff, in_force, form = 'existing' AS is_old, covers,
    EXISTS (SELECT 1 FROM point n WHERE instr(covers, n.number) = 0) AS lacks
  FROM pledge WHERE in_force IS NOT FALSE
),
weighed AS (
  SELECT a.staff_id, a.own,
    EXISTS (SELECT 1 FROM held p WHERE p.staff = a.staff_id AND p.in_force) AS has_sure,
    EXISTS (SELECT 1 FROM held p WHERE p.staff = a.staff_id AND p.in_force AND NOT p.is_old) AS has_new,
    EXISTS (SELECT 1 FROM held p WHERE p.staff = a.staff_id AND p.is_old IS NOT TRUE) AS may_have_new,
    EXISTS (SELECT 1 FROM held p WHERE p.staff = a.staff_id AND p.is_old IS NOT FALSE) AS may_have_old,
    EXISTS (SELECT 1 FROM held p WHERE p.staff = a.staff_id AND p.is_old IS NOT FALSE AND p.lacks) AS one_lacks,
    EXISTS (SELECT 1 FROM point n WHERE NOT EXISTS (
      SELECT 1 FROM held p WHERE p.staff = a.staff_id AND instr(p.covers, n.number) > 0
    )) AS all_lack,
    EXISTS (SELECT 1 FROM point n WHERE NOT EXISTS (
      SELECT 1 FROM held p WHERE p.staff = a.staff_id AND p.in_force AND instr(p.covers, n.number) > 0
    )) AS sure_lack
  FROM own_account a
)
SELECT staff_id, own AND CASE
  WHEN has_sure AND NOT may_have_new AND all_lack THEN TRUE
  WHEN has_sure AND NOT sure_lack THEN FALSE
  WHEN NOT has_sure AND NOT one_lacks THEN FALSE
END AS broken
FROM weighed
WHERE NOT has_new AND may_have_old

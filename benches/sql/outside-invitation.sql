-- Somebody but the leader invited a member.
-- needs: groups.status groups.kind|groups.patient_id @leader @strangers memberships.status memberships.invited_by+
WITH invitation AS (
  SELECT *, (status = 'invited' OR is_in) AND live AND of_patient AND own AND invited_by <> '' AS belongs
  FROM group_member WHERE (invited_by <> '') IS NOT FALSE
),
weighed AS (
  SELECT i.group_id, i.staff_id, i.belongs, i.invited_by, count(*) AS candidates,
    count(CASE WHEN l.leads THEN 1 END) AS sure,
    count(CASE WHEN l.staff_id <> i.staff_id THEN 1 END) AS members,
    count(CASE WHEN l.staff_id <> i.staff_id AND l.staff_id <> i.invited_by THEN 1 END) AS others
  FROM invitation i JOIN leader l ON l.group_id = i.group_id
  WHERE i.belongs IS NOT FALSE
  GROUP BY i.group_id, i.staff_id, i.belongs, i.invited_by
)
SELECT group_id, staff_id, belongs AND CASE
  WHEN invited_by IS NULL THEN NULL
  WHEN others = 0 THEN FALSE
  WHEN others = candidates AND sure > 0 THEN TRUE
END AS broken
FROM weighed WHERE members > 0
UNION ALL
SELECT group_id, staff_id, NULL FROM invitation WHERE NOT is_there AND belongs IS NOT FALSE

-- Only where the table groups has no column leader_id, between load.sql and terms.sql: a group's leader is its one live
-- membership with role `leader`.

UPDATE groups_read SET leader_id = (
  SELECT min(m.staff_id) FROM memberships m
  WHERE m.group_id = groups_read.group_id AND m.role = 'leader'
    AND m.status = 'active' AND (m.left_on IS NULL OR m.left_on > $T)
  HAVING count(*) = 1
)
WHERE status = 'active';

-- Of two dates in a row one lies before what it must follow. The hash of a row without a key is written ~.
SELECT 'roster' AS table_name, '~' AS row_key, NULL AS row_key_2, 'left_on' AS column_name, TRUE AS broken FROM (SELECT DISTINCT * FROM roster_read WHERE left_on < hired_on) early
UNION ALL SELECT DISTINCT 'staff', staff_id, NULL, 'last_login_on', TRUE FROM staff_read
WHERE staff_id IS NOT NULL AND last_login_on < registered_on
UNION ALL SELECT 'staff', '~', NULL, 'last_login_on', TRUE FROM (SELECT DISTINCT * FROM staff_read WHERE staff_id IS NULL AND last_login_on < registered_on) nameless
UNION ALL SELECT DISTINCT 'staff', staff_id, NULL, 'closed_on', TRUE FROM staff_read
WHERE staff_id IS NOT NULL AND closed_on < registered_on
UNION ALL SELECT 'staff', '~', NULL, 'closed_on', TRUE FROM (SELECT DISTINCT * FROM staff_read WHERE staff_id IS NULL AND closed_on < registered_on) nameless
UNION ALL SELECT DISTINCT 'groups', group_id, NULL, 'last_post_on', TRUE FROM groups_read
WHERE group_id IS NOT NULL AND last_post_on < created_on
UNION ALL SELECT 'groups', '~', NULL, 'last_post_on', TRUE FROM (SELECT DISTINCT * FROM groups_read WHERE group_id IS NULL AND last_post_on < created_on) nameless
UNION ALL SELECT DISTINCT 'groups', group_id, NULL, 'archived_on', TRUE FROM groups_read
WHERE group_id IS NOT NULL AND archived_on < created_on
UNION ALL SELECT 'groups', '~', NULL, 'archived_on', TRUE FROM (SELECT DISTINCT * FROM groups_read WHERE group_id IS NULL AND archived_on < created_on) nameless
UNION ALL SELECT DISTINCT 'memberships', group_id, staff_id, 'joined_on', TRUE FROM memberships_read
WHERE group_id IS NOT NULL AND staff_id IS NOT NULL AND joined_on < invited_on
UNION ALL SELECT 'memberships', '~', NULL, 'joined_on', TRUE FROM (
  SELECT DISTINCT * FROM memberships_read WHERE (group_id IS NULL OR staff_id IS NULL) AND joined_on < invited_on
) nameless
UNION ALL SELECT DISTINCT 'memberships', group_id, staff_id, 'left_on', TRUE FROM memberships_read
WHERE group_id IS NOT NULL AND staff_id IS NOT NULL AND (left_on < invited_on OR left_on < joined_on)
UNION ALL SELECT 'memberships', '~', NULL, 'left_on', TRUE FROM (
  SELECT DISTINCT * FROM memberships_read WHERE (group_id IS NULL OR staff_id IS NULL) AND (left_on < invited_on OR left_on < joined_on)
) nameless
UNION ALL SELECT 'assignments', '~', NULL, 'until_on', TRUE FROM (SELECT DISTINCT * FROM assignments_read WHERE until_on < from_on) early
UNION ALL SELECT 'pledges', '~', NULL, 'valid_until', TRUE FROM (SELECT DISTINCT * FROM pledges_read WHERE valid_until < signed_on) early
UNION ALL SELECT 'consents', '~', NULL, 'copy_given_on', TRUE FROM (SELECT DISTINCT * FROM consents_read WHERE copy_given_on < signed_on) early
UNION ALL SELECT 'consents', '~', NULL, 'withdrawn_on', TRUE FROM (SELECT DISTINCT * FROM consents_read WHERE withdrawn_on < signed_on) early
UNION ALL SELECT DISTINCT 'devices', device_id, NULL, 'returned_on', TRUE FROM devices_read
WHERE device_id IS NOT NULL AND returned_on < lent_on
UNION ALL SELECT 'devices', '~', NULL, 'returned_on', TRUE FROM (SELECT DISTINCT * FROM devices_read WHERE device_id IS NULL AND returned_on < lent_on) nameless
UNION ALL SELECT DISTINCT 'devices', device_id, NULL, 'reported_on', TRUE FROM devices_read
WHERE device_id IS NOT NULL AND reported_on < lost_on
UNION ALL SELECT 'devices', '~', NULL, 'reported_on', TRUE FROM (SELECT DISTINCT * FROM devices_read WHERE device_id IS NULL AND reported_on < lost_on) nameless
UNION ALL SELECT DISTINCT 'incidents', incident_id, NULL, 'reported_on', TRUE FROM incidents_read
WHERE incident_id IS NOT NULL AND reported_on < discovered_on
UNION ALL SELECT 'incidents', '~', NULL, 'reported_on', TRUE FROM (SELECT DISTINCT * FROM incidents_read WHERE incident_id IS NULL AND reported_on < discovered_on) nameless
UNION ALL SELECT DISTINCT 'incidents', incident_id, NULL, 'closed_on', TRUE FROM incidents_read
WHERE incident_id IS NOT NULL AND closed_on < discovered_on
UNION ALL SELECT 'incidents', '~', NULL, 'closed_on', TRUE FROM (SELECT DISTINCT * FROM incidents_read WHERE incident_id IS NULL AND closed_on < discovered_on) nameless

-- Rows that share a key differ; of memberships, rows that are not removed.
SELECT 'offices' AS table_name, office_id AS row_key, NULL AS row_key_2, count(*) > 1 AS broken FROM (
  SELECT DISTINCT r.office_id, r.name, r.applied_on, r.unreadable
  FROM offices_read r JOIN offices_repeated k ON r.office_id = k.office_id
) differing GROUP BY office_id
UNION ALL SELECT 'patients', patient_id, NULL, count(*) > 1 FROM (
  SELECT DISTINCT r.patient_id, r.name, r.kana, r.office_id, r.status, r.ended_on, r.unreadable
  FROM patients_read r JOIN patients_repeated k ON r.patient_id = k.patient_id
) differing GROUP BY patient_id
UNION ALL SELECT 'staff', staff_id, NULL, count(*) > 1 FROM (
  SELECT DISTINCT r.staff_id, r.office_id, r.name, r.kana, r.email, r.profession, r.role, r.status, r.registered_on,
    r.last_login_on, r.closed_on, r.profile, r.photo, r.two_factor, r.unreadable
  FROM staff_read r JOIN staff_repeated k ON r.staff_id = k.staff_id
) differing GROUP BY staff_id
UNION ALL SELECT 'groups', group_id, NULL, count(*) > 1 FROM (
  SELECT DISTINCT r.group_id, r.name, r.kind, r.leader_id, r.status, r.created_on, r.last_post_on,
    r.archived_on, r.unreadable
  FROM groups_read r JOIN groups_repeated k ON r.group_id = k.group_id
) differing GROUP BY group_id
UNION ALL SELECT 'memberships', group_id, staff_id, count(*) > 1 FROM (
  SELECT DISTINCT r.group_id, r.staff_id, r.office_id, r.profession, r.role, r.status, r.invited_by, r.invited_on,
    r.approved_by, r.joined_on, r.left_on, r.unreadable
  FROM memberships_read r JOIN memberships_repeated k ON r.group_id = k.group_id AND r.staff_id = k.staff_id
  WHERE r.status IS NULL OR r.status <> 'removed'
) differing GROUP BY group_id, staff_id
UNION ALL SELECT 'devices', device_id, NULL, count(*) > 1 FROM (
  SELECT DISTINCT r.device_id, r.office_id, r.owner, r.staff, r.status, r.lent_on, r.returned_on, r.lost_on,
    r.reported_on, r.unreadable
  FROM devices_read r JOIN devices_repeated k ON r.device_id = k.device_id
) differing GROUP BY device_id
UNION ALL SELECT 'incidents', incident_id, NULL, count(*) > 1 FROM (
  SELECT DISTINCT r.incident_id, r.kind, r.subject_staff_id, r.discovered_on, r.reported_on,
    r.authority_reported_on, r.closed_on, r.unreadable
  FROM incidents_read r JOIN incidents_repeated k ON r.incident_id = k.incident_id
) differing GROUP BY incident_id
UNION ALL SELECT 'posts', post_id, NULL, count(*) > 1 FROM (
  SELECT DISTINCT r.post_id, r.group_id, r.staff_id, r.office_id, r.posted_on, r.confirmed, r.text, r.unreadable
  FROM posts_read r JOIN posts_repeated k ON r.post_id = k.post_id
) differing GROUP BY post_id

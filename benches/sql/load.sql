-- From cells of text to typed rows, and the rows that take part in the rules.
--
-- Reads the tables raw_<table>, which have every column of the data model, an empty cell or absent column being
-- NULL. Makes of each
--   <table>_read  every row: dates as numbers of days (day_of, of the prelude), a code that is none as NULL;
--                 `unreadable` holds the cells that could not be read, each as a blank, the column, `=` and
--                 the text. (Days in Japanese notation are not read and not told here.)
--   <table>       the rows that take part in rules: that name what they must, and one of those that share a key

CREATE TABLE offices_read AS
SELECT
  office_id,
  name,
  kind,
  day_of(applied_on) AS applied_on,
  CASE WHEN day_of(applied_on) IS NULL AND instr(applied_on, '年') = 0 THEN ' applied_on=' || applied_on ELSE '' END
    AS unreadable
FROM raw_offices;

CREATE TABLE patients_read AS
SELECT
  patient_id,
  name,
  kana,
  office_id,
  CASE WHEN status IN ('active', 'ended', 'deceased') THEN status END AS status,
  day_of(ended_on) AS ended_on,
  CASE WHEN status NOT IN ('active', 'ended', 'deceased') THEN ' status=' || status ELSE '' END
    || CASE WHEN day_of(ended_on) IS NULL AND instr(ended_on, '年') = 0 THEN ' ended_on=' || ended_on ELSE '' END
    AS unreadable
FROM raw_patients;

CREATE TABLE staff_read AS
SELECT
  staff_id,
  office_id,
  name,
  kana,
  email,
  profession,
  CASE WHEN role IN ('admin', 'user') THEN role END AS role,
  CASE WHEN status IN ('active', 'suspended', 'released', 'closed') THEN status END AS status,
  day_of(registered_on) AS registered_on,
  day_of(last_login_on) AS last_login_on,
  day_of(closed_on) AS closed_on,
  CASE WHEN profile IN ('yes', 'no') THEN profile END AS profile,
  CASE WHEN photo IN ('yes', 'no') THEN photo END AS photo,
  CASE WHEN two_factor IN ('yes', 'no', 'unknown') THEN two_factor END AS two_factor,
  CASE WHEN role NOT IN ('admin', 'user') THEN ' role=' || role ELSE '' END
    || CASE WHEN status NOT IN ('active', 'suspended', 'released', 'closed') THEN ' status=' || status ELSE '' END
    || CASE WHEN day_of(registered_on) IS NULL AND instr(registered_on, '年') = 0 THEN ' registered_on=' || registered_on ELSE '' END
    || CASE WHEN day_of(last_login_on) IS NULL AND instr(last_login_on, '年') = 0 THEN ' last_login_on=' || last_login_on ELSE '' END
    || CASE WHEN day_of(closed_on) IS NULL AND instr(closed_on, '年') = 0 THEN ' closed_on=' || closed_on ELSE '' END
    || CASE WHEN profile NOT IN ('yes', 'no') THEN ' profile=' || profile ELSE '' END
    || CASE WHEN photo NOT IN ('yes', 'no') THEN ' photo=' || photo ELSE '' END
    || CASE WHEN two_factor NOT IN ('yes', 'no', 'unknown') THEN ' two_factor=' || two_factor ELSE '' END
    AS unreadable
FROM raw_staff;

CREATE TABLE groups_read AS
SELECT
  group_id,
  name,
  CASE WHEN kind IN ('patient', 'free') THEN kind END AS kind,
  kind IS NULL AS kind_is_empty,
  leader_id,
  patient_id,
  CASE WHEN status IN ('active', 'archived') THEN status END AS status,
  day_of(created_on) AS created_on,
  day_of(last_post_on) AS last_post_on,
  day_of(archived_on) AS archived_on,
  CASE WHEN kind NOT IN ('patient', 'free') THEN ' kind=' || kind ELSE '' END
    || CASE WHEN status NOT IN ('active', 'archived') THEN ' status=' || status ELSE '' END
    || CASE WHEN day_of(created_on) IS NULL AND instr(created_on, '年') = 0 THEN ' created_on=' || created_on ELSE '' END
    || CASE WHEN day_of(last_post_on) IS NULL AND instr(last_post_on, '年') = 0 THEN ' last_post_on=' || last_post_on ELSE '' END
    || CASE WHEN day_of(archived_on) IS NULL AND instr(archived_on, '年') = 0 THEN ' archived_on=' || archived_on ELSE '' END
    AS unreadable
FROM raw_groups;

CREATE TABLE memberships_read AS
SELECT
  group_id,
  staff_id,
  office_id,
  profession,
  CASE WHEN role IN ('leader', 'member') THEN role END AS role,
  CASE WHEN status IN ('active', 'invited', 'removed') THEN status END AS status,
  invited_by,
  day_of(invited_on) AS invited_on,
  approved_by,
  day_of(joined_on) AS joined_on,
  day_of(left_on) AS left_on,
  CASE WHEN role NOT IN ('leader', 'member') THEN ' role=' || role ELSE '' END
    || CASE WHEN status NOT IN ('active', 'invited', 'removed') THEN ' status=' || status ELSE '' END
    || CASE WHEN day_of(invited_on) IS NULL AND instr(invited_on, '年') = 0 THEN ' invited_on=' || invited_on ELSE '' END
    || CASE WHEN day_of(joined_on) IS NULL AND instr(joined_on, '年') = 0 THEN ' joined_on=' || joined_on ELSE '' END
    || CASE WHEN day_of(left_on) IS NULL AND instr(left_on, '年') = 0 THEN ' left_on=' || left_on ELSE '' END
    AS unreadable
FROM raw_memberships;

CREATE TABLE roster_read AS
SELECT
  staff,
  office_id,
  day_of(hired_on) AS hired_on,
  day_of(left_on) AS left_on,
  CASE WHEN day_of(hired_on) IS NULL AND instr(hired_on, '年') = 0 THEN ' hired_on=' || hired_on ELSE '' END
    || CASE WHEN day_of(left_on) IS NULL AND instr(left_on, '年') = 0 THEN ' left_on=' || left_on ELSE '' END
    AS unreadable
FROM raw_roster;

CREATE TABLE assignments_read AS
SELECT
  patient_id,
  staff,
  day_of(from_on) AS from_on,
  day_of(until_on) AS until_on,
  CASE WHEN day_of(from_on) IS NULL AND instr(from_on, '年') = 0 THEN ' from_on=' || from_on ELSE '' END
    || CASE WHEN day_of(until_on) IS NULL AND instr(until_on, '年') = 0 THEN ' until_on=' || until_on ELSE '' END
    AS unreadable
FROM raw_assignments;

CREATE TABLE pledges_read AS
SELECT
  staff,
  CASE WHEN form IN ('form1', 'existing') THEN form END AS form,
  day_of(signed_on) AS signed_on,
  day_of(valid_until) AS valid_until,
  covers,
  CASE WHEN form NOT IN ('form1', 'existing') THEN ' form=' || form ELSE '' END
    || CASE WHEN day_of(signed_on) IS NULL AND instr(signed_on, '年') = 0 THEN ' signed_on=' || signed_on ELSE '' END
    || CASE WHEN day_of(valid_until) IS NULL AND instr(valid_until, '年') = 0 THEN ' valid_until=' || valid_until ELSE '' END
    AS unreadable
FROM raw_pledges;

CREATE TABLE consents_read AS
SELECT
  patient_id,
  CASE WHEN form IN ('form2', 'existing') THEN form END AS form,
  day_of(signed_on) AS signed_on,
  CASE WHEN signer IN ('patient', 'family') THEN signer WHEN signer IS NOT NULL THEN 'other' END AS signer,
  relation,
  day_of(copy_given_on) AS copy_given_on,
  held_by,
  day_of(withdrawn_on) AS withdrawn_on,
  CASE WHEN form NOT IN ('form2', 'existing') THEN ' form=' || form ELSE '' END
    || CASE WHEN day_of(signed_on) IS NULL AND instr(signed_on, '年') = 0 THEN ' signed_on=' || signed_on ELSE '' END
    || CASE WHEN day_of(copy_given_on) IS NULL AND instr(copy_given_on, '年') = 0 THEN ' copy_given_on=' || copy_given_on ELSE '' END
    || CASE WHEN day_of(withdrawn_on) IS NULL AND instr(withdrawn_on, '年') = 0 THEN ' withdrawn_on=' || withdrawn_on ELSE '' END
    AS unreadable
FROM raw_consents;

CREATE TABLE trainings_read AS
SELECT
  staff,
  topic,
  day_of(held_on) AS held_on,
  CASE WHEN day_of(held_on) IS NULL AND instr(held_on, '年') = 0 THEN ' held_on=' || held_on ELSE '' END
    AS unreadable
FROM raw_trainings;

CREATE TABLE devices_read AS
SELECT
  device_id,
  office_id,
  owner,
  staff,
  CASE WHEN status IN ('in-use', 'returned', 'lost', 'stolen', 'disposed') THEN status END AS status,
  day_of(lent_on) AS lent_on,
  day_of(returned_on) AS returned_on,
  day_of(lost_on) AS lost_on,
  day_of(reported_on) AS reported_on,
  CASE WHEN status NOT IN ('in-use', 'returned', 'lost', 'stolen', 'disposed') THEN ' status=' || status ELSE '' END
    || CASE WHEN day_of(lent_on) IS NULL AND instr(lent_on, '年') = 0 THEN ' lent_on=' || lent_on ELSE '' END
    || CASE WHEN day_of(returned_on) IS NULL AND instr(returned_on, '年') = 0 THEN ' returned_on=' || returned_on ELSE '' END
    || CASE WHEN day_of(lost_on) IS NULL AND instr(lost_on, '年') = 0 THEN ' lost_on=' || lost_on ELSE '' END
    || CASE WHEN day_of(reported_on) IS NULL AND instr(reported_on, '年') = 0 THEN ' reported_on=' || reported_on ELSE '' END
    AS unreadable
FROM raw_devices;

CREATE TABLE reviews_read AS
SELECT
  group_id,
  day_of(reviewed_on) AS reviewed_on,
  reviewer,
  CASE WHEN day_of(reviewed_on) IS NULL AND instr(reviewed_on, '年') = 0 THEN ' reviewed_on=' || reviewed_on ELSE '' END
    AS unreadable
FROM raw_reviews;

CREATE TABLE incidents_read AS
SELECT
  incident_id,
  CASE WHEN kind IN ('loss', 'leak', 'intrusion', 'fault', 'misuse') THEN kind END AS kind,
  subject_staff_id,
  day_of(discovered_on) AS discovered_on,
  day_of(reported_on) AS reported_on,
  day_of(authority_reported_on) AS authority_reported_on,
  day_of(closed_on) AS closed_on,
  CASE WHEN kind NOT IN ('loss', 'leak', 'intrusion', 'fault', 'misuse') THEN ' kind=' || kind ELSE '' END
    || CASE WHEN day_of(discovered_on) IS NULL AND instr(discovered_on, '年') = 0 THEN ' discovered_on=' || discovered_on ELSE '' END
    || CASE WHEN day_of(reported_on) IS NULL AND instr(reported_on, '年') = 0 THEN ' reported_on=' || reported_on ELSE '' END
    || CASE WHEN day_of(authority_reported_on) IS NULL AND instr(authority_reported_on, '年') = 0 THEN ' authority_reported_on=' || authority_reported_on ELSE '' END
    || CASE WHEN day_of(closed_on) IS NULL AND instr(closed_on, '年') = 0 THEN ' closed_on=' || closed_on ELSE '' END
    AS unreadable
FROM raw_incidents;

CREATE TABLE guidelines_read AS
SELECT
  office_id,
  document,
  edition,
  day_of(confirmed_on) AS confirmed_on,
  CASE WHEN day_of(confirmed_on) IS NULL AND instr(confirmed_on, '年') = 0 THEN ' confirmed_on=' || confirmed_on ELSE '' END
    AS unreadable
FROM raw_guidelines;

CREATE TABLE attestations_read AS
SELECT
  office_id,
  clause,
  CASE WHEN answer IN ('yes', 'no') THEN answer END AS answer,
  day_of(attested_on) AS attested_on,
  attested_by,
  CASE WHEN answer NOT IN ('yes', 'no') THEN ' answer=' || answer ELSE '' END
    || CASE WHEN day_of(attested_on) IS NULL AND instr(attested_on, '年') = 0 THEN ' attested_on=' || attested_on ELSE '' END
    AS unreadable
FROM raw_attestations;

CREATE TABLE posts_read AS
SELECT
  post_id,
  group_id,
  staff_id,
  office_id,
  day_of(posted_on) AS posted_on,
  CASE WHEN confirmed IN ('yes', 'no') THEN confirmed END AS confirmed,
  text,
  CASE WHEN day_of(posted_on) IS NULL AND instr(posted_on, '年') = 0 THEN ' posted_on=' || posted_on ELSE '' END
    || CASE WHEN confirmed NOT IN ('yes', 'no') THEN ' confirmed=' || confirmed ELSE '' END
    AS unreadable
FROM raw_posts;

-- Of the rows that share a key the smallest by the text of its cells takes part; of a membership's rows the active
-- one, else the invited, else one that says nothing, else the removed.

CREATE TABLE offices_repeated AS
SELECT office_id FROM offices_read WHERE office_id IS NOT NULL
GROUP BY office_id HAVING count(*) > 1;

CREATE TABLE offices_left_out AS
SELECT line FROM (
  SELECT r.rowid AS line, row_number() OVER (
    PARTITION BY r.office_id
    ORDER BY
      r.name NULLS FIRST, r.kind NULLS FIRST, r.applied_on NULLS FIRST
  ) AS place
  FROM offices_read r JOIN offices_repeated k ON r.office_id = k.office_id
) numbered WHERE place > 1;

CREATE VIEW offices AS
SELECT * FROM offices_read r
WHERE r.office_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM offices_left_out l WHERE l.line = r.rowid);

CREATE TABLE patients_repeated AS
SELECT patient_id FROM patients_read WHERE patient_id IS NOT NULL
GROUP BY patient_id HAVING count(*) > 1;

CREATE TABLE patients_left_out AS
SELECT line FROM (
  SELECT r.rowid AS line, row_number() OVER (
    PARTITION BY r.patient_id
    ORDER BY
      r.name NULLS FIRST, r.kana NULLS FIRST, r.office_id NULLS FIRST, r.status NULLS FIRST, r.ended_on NULLS
      FIRST
  ) AS place
  FROM patients_read r JOIN patients_repeated k ON r.patient_id = k.patient_id
) numbered WHERE place > 1;

CREATE VIEW patients AS
SELECT * FROM patients_read r
WHERE r.patient_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM patients_left_out l WHERE l.line = r.rowid);

CREATE TABLE staff_repeated AS
SELECT staff_id FROM staff_read WHERE staff_id IS NOT NULL
GROUP BY staff_id HAVING count(*) > 1;

CREATE TABLE staff_left_out AS
SELECT line FROM (
  SELECT r.rowid AS line, row_number() OVER (
    PARTITION BY r.staff_id
    ORDER BY
      r.office_id NULLS FIRST, r.name NULLS FIRST, r.kana NULLS FIRST, r.email NULLS FIRST, r.profession NULLS
      FIRST, r.role NULLS FIRST, r.status NULLS FIRST, r.registered_on NULLS FIRST, r.last_login_on NULLS
      FIRST, r.closed_on NULLS FIRST, r.profile NULLS FIRST, r.photo NULLS FIRST, r.two_factor NULLS FIRST
  ) AS place
  FROM staff_read r JOIN staff_repeated k ON r.staff_id = k.staff_id
) numbered WHERE place > 1;

CREATE VIEW staff AS
SELECT * FROM staff_read r
WHERE r.staff_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM staff_left_out l WHERE l.line = r.rowid);

CREATE TABLE groups_repeated AS
SELECT group_id FROM groups_read WHERE group_id IS NOT NULL
GROUP BY group_id HAVING count(*) > 1;

CREATE TABLE groups_left_out AS
SELECT line FROM (
  SELECT r.rowid AS line, row_number() OVER (
    PARTITION BY r.group_id
    ORDER BY
      r.name NULLS FIRST, r.kind NULLS FIRST, r.leader_id NULLS FIRST, r.patient_id NULLS FIRST, r.status
      NULLS FIRST, r.created_on NULLS FIRST, r.last_post_on NULLS FIRST, r.archived_on NULLS FIRST
  ) AS place
  FROM groups_read r JOIN groups_repeated k ON r.group_id = k.group_id
) numbered WHERE place > 1;

CREATE VIEW groups AS
SELECT * FROM groups_read r
WHERE r.group_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM groups_left_out l WHERE l.line = r.rowid);

CREATE TABLE memberships_repeated AS
SELECT group_id, staff_id FROM memberships_read WHERE group_id IS NOT NULL AND staff_id IS NOT NULL
GROUP BY group_id, staff_id HAVING count(*) > 1;

CREATE TABLE memberships_left_out AS
SELECT line FROM (
  SELECT r.rowid AS line, row_number() OVER (
    PARTITION BY r.group_id, r.staff_id
    ORDER BY
      CASE r.status WHEN 'active' THEN 1 WHEN 'invited' THEN 2 WHEN 'removed' THEN 4 ELSE 3 END, r.office_id
      NULLS FIRST, r.profession NULLS FIRST, r.role NULLS FIRST, r.status NULLS FIRST, r.invited_by NULLS
      FIRST, r.invited_on NULLS FIRST, r.approved_by NULLS FIRST, r.joined_on NULLS FIRST, r.left_on NULLS
      FIRST
  ) AS place
  FROM memberships_read r JOIN memberships_repeated k ON r.group_id = k.group_id AND r.staff_id = k.staff_id
) numbered WHERE place > 1;

CREATE VIEW memberships AS
SELECT * FROM memberships_read r
WHERE r.group_id IS NOT NULL AND r.staff_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM memberships_left_out l WHERE l.line = r.rowid);

CREATE VIEW roster AS SELECT * FROM roster_read WHERE staff IS NOT NULL;

CREATE VIEW assignments AS SELECT * FROM assignments_read WHERE patient_id IS NOT NULL AND staff IS NOT NULL;

CREATE VIEW pledges AS SELECT * FROM pledges_read WHERE staff IS NOT NULL;

CREATE VIEW consents AS SELECT * FROM consents_read WHERE patient_id IS NOT NULL;

CREATE VIEW trainings AS SELECT * FROM trainings_read WHERE staff IS NOT NULL;

CREATE TABLE devices_repeated AS
SELECT device_id FROM devices_read WHERE device_id IS NOT NULL
GROUP BY device_id HAVING count(*) > 1;

CREATE TABLE devices_left_out AS
SELECT line FROM (
  SELECT r.rowid AS line, row_number() OVER (
    PARTITION BY r.device_id
    ORDER BY
      r.office_id NULLS FIRST, r.owner NULLS FIRST, r.staff NULLS FIRST, r.status NULLS FIRST, r.lent_on NULLS
      FIRST, r.returned_on NULLS FIRST, r.lost_on NULLS FIRST, r.reported_on NULLS FIRST
  ) AS place
  FROM devices_read r JOIN devices_repeated k ON r.device_id = k.device_id
) numbered WHERE place > 1;

CREATE VIEW devices AS
SELECT * FROM devices_read r
WHERE r.device_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM devices_left_out l WHERE l.line = r.rowid);

CREATE VIEW reviews AS SELECT * FROM reviews_read WHERE group_id IS NOT NULL;

CREATE TABLE incidents_repeated AS
SELECT incident_id FROM incidents_read WHERE incident_id IS NOT NULL
GROUP BY incident_id HAVING count(*) > 1;

CREATE TABLE incidents_left_out AS
SELECT line FROM (
  SELECT r.rowid AS line, row_number() OVER (
    PARTITION BY r.incident_id
    ORDER BY
      r.kind NULLS FIRST, r.subject_staff_id NULLS FIRST, r.discovered_on NULLS FIRST, r.reported_on NULLS
      FIRST, r.authority_reported_on NULLS FIRST, r.closed_on NULLS FIRST
  ) AS place
  FROM incidents_read r JOIN incidents_repeated k ON r.incident_id = k.incident_id
) numbered WHERE place > 1;

CREATE VIEW incidents AS
SELECT * FROM incidents_read r
WHERE r.incident_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM incidents_left_out l WHERE l.line = r.rowid);

CREATE VIEW guidelines AS SELECT * FROM guidelines_read WHERE office_id IS NOT NULL AND document IS NOT NULL;

CREATE VIEW attestations AS SELECT * FROM attestations_read WHERE office_id IS NOT NULL AND clause IS NOT NULL;

CREATE TABLE posts_repeated AS
SELECT post_id FROM posts_read WHERE post_id IS NOT NULL
GROUP BY post_id HAVING count(*) > 1;

CREATE TABLE posts_left_out AS
SELECT line FROM (
  SELECT r.rowid AS line, row_number() OVER (
    PARTITION BY r.post_id
    ORDER BY
      r.group_id NULLS FIRST, r.staff_id NULLS FIRST, r.office_id NULLS FIRST, r.posted_on NULLS FIRST,
      r.confirmed NULLS FIRST, r.text NULLS FIRST
  ) AS place
  FROM posts_read r JOIN posts_repeated k ON r.post_id = k.post_id
) numbered WHERE place > 1;

CREATE VIEW posts AS
SELECT * FROM posts_read r
WHERE r.post_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM posts_left_out l WHERE l.line = r.rowid);

-- From cells of text to typed rows, and the rows that take part in the rules.
--
-- Reads the tables raw_<table>, which have every column of the data model, an empty cell or absent column being
-- NULL. Makes of each
--   <table>_read  every row: dates as numbers of days (day_of, of the prelude), a code that is none as NULL;
--                 `unreadable` holds the cells that could not be read, each as a blank, the column, `=` and
--                 the text. (Days in Japanese notation are not read and not told here.)
--   <table>       the rows that take part in rules: that name what they must, those that share a key as one. Here NULL is
--                 what is not known: a cell that cannot be read, an empty one that somebody should have filled, and what
--                 differs among the rows of one key. What an empty cell says otherwise is a value: in a text '', in a
--                 day 9999999 (it has not happened, it has no limit, it is not on record; of `from_on`
--                 -9999999), with which a comparison comes out as the rules have it. Where the status says that
--                 something happened, an empty day is not known either.

CREATE TABLE offices_read AS
SELECT
  office_id,
  name,
  kind,
  day_of(applied_on) AS applied_on,
  CASE WHEN own IN ('own', 'other') THEN own END AS own,
  CASE WHEN day_of(applied_on) IS NULL AND instr(applied_on, '年') = 0 THEN ' applied_on=' || applied_on ELSE '' END
    || CASE WHEN own NOT IN ('own', 'other') THEN ' own=' || own ELSE '' END
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
  CASE WHEN status IN ('employed', 'on-leave', 'left') THEN status END AS status,
  CASE WHEN status NOT IN ('employed', 'on-leave', 'left') THEN ' status=' || status ELSE '' END
    || CASE WHEN day_of(hired_on) IS NULL AND instr(hired_on, '年') = 0 THEN ' hired_on=' || hired_on ELSE '' END
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

-- The rows that take part in rules, each key once.

CREATE TABLE offices AS
SELECT office_id,
  CASE WHEN count(name) = count(*) AND min(name) = max(name) THEN min(name) END AS name,
  CASE WHEN count(kind) = count(*) AND min(kind) = max(kind) THEN min(kind) END AS kind,
  CASE WHEN count(applied_on) = count(*) AND min(applied_on) = max(applied_on) THEN min(applied_on) END AS applied_on,
  CASE WHEN count(own) = count(*) AND min(own) = max(own) THEN min(own) END AS own
FROM (
  SELECT r.office_id,
    coalesce(r.name, '') AS name,
    coalesce(r.kind, '') AS kind,
    CASE WHEN r.applied_on IS NOT NULL THEN r.applied_on WHEN instr(r.unreadable, ' applied_on=') > 0 THEN NULL ELSE 9999999 END AS applied_on,
    CASE WHEN r.own IS NOT NULL THEN r.own WHEN instr(r.unreadable, ' own=') > 0 THEN NULL ELSE '' END AS own
  FROM offices_read r WHERE r.office_id IS NOT NULL
) r GROUP BY office_id;

CREATE TABLE offices_repeated AS
SELECT office_id FROM offices_read WHERE office_id IS NOT NULL
GROUP BY office_id HAVING count(*) > 1;

CREATE TABLE patients AS
SELECT patient_id,
  CASE WHEN count(name) = count(*) AND min(name) = max(name) THEN min(name) END AS name,
  CASE WHEN count(kana) = count(*) AND min(kana) = max(kana) THEN min(kana) END AS kana,
  CASE WHEN count(office_id) = count(*) AND min(office_id) = max(office_id) THEN min(office_id) END AS office_id,
  CASE WHEN count(status) = count(*) AND min(status) = max(status) THEN min(status) END AS status,
  CASE WHEN count(ended_on) = count(*) AND min(ended_on) = max(ended_on) THEN min(ended_on) END AS ended_on
FROM (
  SELECT r.patient_id,
    coalesce(r.name, '') AS name,
    coalesce(r.kana, '') AS kana,
    coalesce(r.office_id, '') AS office_id,
    r.status AS status,
    CASE WHEN r.ended_on IS NOT NULL THEN r.ended_on WHEN instr(r.unreadable, ' ended_on=') > 0 OR r.status IS NULL OR r.status IN ('ended', 'deceased') THEN NULL ELSE 9999999 END AS ended_on
  FROM patients_read r WHERE r.patient_id IS NOT NULL
) r GROUP BY patient_id;

CREATE TABLE patients_repeated AS
SELECT patient_id FROM patients_read WHERE patient_id IS NOT NULL
GROUP BY patient_id HAVING count(*) > 1;

CREATE TABLE staff AS
SELECT staff_id,
  CASE WHEN count(office_id) = count(*) AND min(office_id) = max(office_id) THEN min(office_id) END AS office_id,
  CASE WHEN count(name) = count(*) AND min(name) = max(name) THEN min(name) END AS name,
  CASE WHEN count(kana) = count(*) AND min(kana) = max(kana) THEN min(kana) END AS kana,
  CASE WHEN count(email) = count(*) AND min(email) = max(email) THEN min(email) END AS email,
  CASE WHEN count(profession) = count(*) AND min(profession) = max(profession) THEN min(profession) END AS profession,
  CASE WHEN count(role) = count(*) AND min(role) = max(role) THEN min(role) END AS role,
  CASE WHEN count(status) = count(*) AND min(status) = max(status) THEN min(status) END AS status,
  CASE WHEN count(registered_on) = count(*) AND min(registered_on) = max(registered_on) THEN min(registered_on) END AS registered_on,
  CASE WHEN count(last_login_on) = count(*) AND min(last_login_on) = max(last_login_on) THEN min(last_login_on) END AS last_login_on,
  CASE WHEN count(closed_on) = count(*) AND min(closed_on) = max(closed_on) THEN min(closed_on) END AS closed_on,
  CASE WHEN count(profile) = count(*) AND min(profile) = max(profile) THEN min(profile) END AS profile,
  CASE WHEN count(photo) = count(*) AND min(photo) = max(photo) THEN min(photo) END AS photo
FROM (
  SELECT r.staff_id,
    coalesce(r.office_id, '') AS office_id,
    coalesce(r.name, '') AS name,
    coalesce(r.kana, '') AS kana,
    coalesce(r.email, '') AS email,
    coalesce(r.profession, '') AS profession,
    r.role AS role,
    r.status AS status,
    r.registered_on AS registered_on,
    r.last_login_on AS last_login_on,
    CASE WHEN r.closed_on IS NOT NULL THEN r.closed_on WHEN instr(r.unreadable, ' closed_on=') > 0 OR r.status IS NULL OR r.status IN ('closed') THEN NULL ELSE 9999999 END AS closed_on,
    r.profile AS profile,
    r.photo AS photo
  FROM staff_read r WHERE r.staff_id IS NOT NULL
) r GROUP BY staff_id;

CREATE TABLE staff_repeated AS
SELECT staff_id FROM staff_read WHERE staff_id IS NOT NULL
GROUP BY staff_id HAVING count(*) > 1;

CREATE TABLE groups AS
SELECT group_id,
  CASE WHEN count(name) = count(*) AND min(name) = max(name) THEN min(name) END AS name,
  CASE WHEN count(kind) = count(*) AND min(kind) = max(kind) THEN min(kind) END AS kind,
  CASE WHEN count(leader_id) = count(*) AND min(leader_id) = max(leader_id) THEN min(leader_id) END AS leader_id,
  CASE WHEN count(status) = count(*) AND min(status) = max(status) THEN min(status) END AS status,
  CASE WHEN count(created_on) = count(*) AND min(created_on) = max(created_on) THEN min(created_on) END AS created_on,
  CASE WHEN count(last_post_on) = count(*) AND min(last_post_on) = max(last_post_on) THEN min(last_post_on) END AS last_post_on,
  CASE WHEN count(archived_on) = count(*) AND min(archived_on) = max(archived_on) THEN min(archived_on) END AS archived_on
FROM (
  SELECT r.group_id,
    coalesce(r.name, '') AS name,
    CASE WHEN r.kind IS NOT NULL THEN r.kind WHEN instr(r.unreadable, ' kind=') > 0 THEN NULL ELSE '' END AS kind,
    coalesce(r.leader_id, '') AS leader_id,
    r.status AS status,
    r.created_on AS created_on,
    r.last_post_on AS last_post_on,
    CASE WHEN r.archived_on IS NOT NULL THEN r.archived_on WHEN instr(r.unreadable, ' archived_on=') > 0 OR r.status IS NULL OR r.status IN ('archived') THEN NULL ELSE 9999999 END AS archived_on
  FROM groups_read r WHERE r.group_id IS NOT NULL
) r GROUP BY group_id;

CREATE TABLE groups_repeated AS
SELECT group_id FROM groups_read WHERE group_id IS NOT NULL
GROUP BY group_id HAVING count(*) > 1;

-- Of a membership's rows the active ones take part, else the invited and those of which the status is not known, else the removed.
CREATE TABLE memberships AS
SELECT group_id, staff_id,
  CASE WHEN count(office_id) = count(*) AND min(office_id) = max(office_id) THEN min(office_id) END AS office_id,
  CASE WHEN count(role) = count(*) AND min(role) = max(role) THEN min(role) END AS role,
  CASE WHEN count(status) = count(*) AND min(status) = max(status) THEN min(status) END AS status,
  CASE WHEN count(invited_by) = count(*) AND min(invited_by) = max(invited_by) THEN min(invited_by) END AS invited_by,
  CASE WHEN count(invited_on) = count(*) AND min(invited_on) = max(invited_on) THEN min(invited_on) END AS invited_on,
  CASE WHEN count(approved_by) = count(*) AND min(approved_by) = max(approved_by) THEN min(approved_by) END AS approved_by,
  CASE WHEN count(joined_on) = count(*) AND min(joined_on) = max(joined_on) THEN min(joined_on) END AS joined_on,
  CASE WHEN count(left_on) = count(*) AND min(left_on) = max(left_on) THEN min(left_on) END AS left_on
FROM (
  SELECT r.group_id, r.staff_id,
    coalesce(r.office_id, '') AS office_id,
    r.role AS role,
    r.status AS status,
    coalesce(r.invited_by, '') AS invited_by,
    r.invited_on AS invited_on,
    coalesce(r.approved_by, '') AS approved_by,
    r.joined_on AS joined_on,
    CASE WHEN r.left_on IS NOT NULL THEN r.left_on WHEN instr(r.unreadable, ' left_on=') > 0 OR r.status IS NULL OR r.status IN ('removed') THEN NULL ELSE 9999999 END AS left_on
  FROM memberships_read r WHERE r.group_id IS NOT NULL AND r.staff_id IS NOT NULL
    AND NOT EXISTS (
      SELECT 1 FROM memberships_read b
      WHERE b.group_id = r.group_id AND b.staff_id = r.staff_id
        AND CASE b.status WHEN 'active' THEN 1 WHEN 'removed' THEN 3 ELSE 2 END
          < CASE r.status WHEN 'active' THEN 1 WHEN 'removed' THEN 3 ELSE 2 END
    )
) r GROUP BY group_id, staff_id;

CREATE TABLE memberships_repeated AS
SELECT group_id, staff_id FROM memberships_read WHERE group_id IS NOT NULL AND staff_id IS NOT NULL
GROUP BY group_id, staff_id HAVING count(*) > 1;

CREATE VIEW roster AS
  SELECT r.staff,
    coalesce(r.office_id, '') AS office_id,
    CASE WHEN r.left_on IS NOT NULL THEN r.left_on WHEN instr(r.unreadable, ' left_on=') > 0 OR r.status = 'left' OR instr(r.unreadable, ' status=') > 0 THEN NULL ELSE 9999999 END AS left_on,
    CASE WHEN r.status IS NOT NULL THEN r.status WHEN instr(r.unreadable, ' status=') > 0 THEN NULL ELSE '' END AS status,
    r.left_on IS NULL AND instr(r.unreadable, ' left_on=') = 0 AS left_is_empty
  FROM roster_read r WHERE r.staff IS NOT NULL;

CREATE VIEW assignments AS
  SELECT r.patient_id, r.staff,
    CASE WHEN r.from_on IS NOT NULL THEN r.from_on WHEN instr(r.unreadable, ' from_on=') > 0 THEN NULL ELSE -9999999 END AS from_on,
    CASE WHEN r.until_on IS NOT NULL THEN r.until_on WHEN instr(r.unreadable, ' until_on=') > 0 THEN NULL ELSE 9999999 END AS until_on
  FROM assignments_read r WHERE r.patient_id IS NOT NULL AND r.staff IS NOT NULL;

CREATE VIEW pledges AS
  SELECT r.staff,
    r.form AS form,
    CASE WHEN r.signed_on IS NOT NULL THEN r.signed_on WHEN instr(r.unreadable, ' signed_on=') > 0 THEN NULL ELSE 9999999 END AS signed_on,
    CASE WHEN r.valid_until IS NOT NULL THEN r.valid_until WHEN instr(r.unreadable, ' valid_until=') > 0 THEN NULL ELSE 9999999 END AS valid_until,
    coalesce(r.covers, '') AS covers
  FROM pledges_read r WHERE r.staff IS NOT NULL;

CREATE VIEW consents AS
  SELECT r.patient_id,
    r.form AS form,
    CASE WHEN r.signed_on IS NOT NULL THEN r.signed_on WHEN instr(r.unreadable, ' signed_on=') > 0 THEN NULL ELSE 9999999 END AS signed_on,
    coalesce(r.signer, '') AS signer,
    CASE WHEN r.copy_given_on IS NOT NULL THEN r.copy_given_on WHEN instr(r.unreadable, ' copy_given_on=') > 0 THEN NULL ELSE 9999999 END AS copy_given_on,
    coalesce(r.held_by, '') AS held_by,
    CASE WHEN r.withdrawn_on IS NOT NULL THEN r.withdrawn_on WHEN instr(r.unreadable, ' withdrawn_on=') > 0 THEN NULL ELSE 9999999 END AS withdrawn_on
  FROM consents_read r WHERE r.patient_id IS NOT NULL;

CREATE VIEW trainings AS
  SELECT r.staff,
    r.topic AS topic,
    CASE WHEN r.held_on IS NOT NULL THEN r.held_on WHEN instr(r.unreadable, ' held_on=') > 0 THEN NULL ELSE 9999999 END AS held_on
  FROM trainings_read r WHERE r.staff IS NOT NULL;

CREATE TABLE devices AS
SELECT device_id,
  CASE WHEN count(staff) = count(*) AND min(staff) = max(staff) THEN min(staff) END AS staff,
  CASE WHEN count(status) = count(*) AND min(status) = max(status) THEN min(status) END AS status,
  CASE WHEN count(returned_on) = count(*) AND min(returned_on) = max(returned_on) THEN min(returned_on) END AS returned_on,
  CASE WHEN count(lost_on) = count(*) AND min(lost_on) = max(lost_on) THEN min(lost_on) END AS lost_on,
  CASE WHEN count(reported_on) = count(*) AND min(reported_on) = max(reported_on) THEN min(reported_on) END AS reported_on,
  CASE WHEN count(lost_is_empty) = count(*) AND min(lost_is_empty) = max(lost_is_empty) THEN min(lost_is_empty) END AS lost_is_empty
FROM (
  SELECT r.device_id,
    coalesce(r.staff, '') AS staff,
    r.status AS status,
    CASE WHEN r.returned_on IS NOT NULL THEN r.returned_on WHEN instr(r.unreadable, ' returned_on=') > 0 OR r.status IS NULL OR r.status IN ('returned') THEN NULL ELSE 9999999 END AS returned_on,
    r.lost_on AS lost_on,
    CASE WHEN r.reported_on IS NOT NULL THEN r.reported_on WHEN instr(r.unreadable, ' reported_on=') > 0 THEN NULL ELSE 9999999 END AS reported_on,
    r.lost_on IS NULL AND instr(r.unreadable, ' lost_on=') = 0 AS lost_is_empty
  FROM devices_read r WHERE r.device_id IS NOT NULL
) r GROUP BY device_id;

CREATE TABLE devices_repeated AS
SELECT device_id FROM devices_read WHERE device_id IS NOT NULL
GROUP BY device_id HAVING count(*) > 1;

CREATE VIEW reviews AS
  SELECT r.group_id,
    CASE WHEN r.reviewed_on IS NOT NULL THEN r.reviewed_on WHEN instr(r.unreadable, ' reviewed_on=') > 0 THEN NULL ELSE 9999999 END AS reviewed_on
  FROM reviews_read r WHERE r.group_id IS NOT NULL;

CREATE TABLE incidents AS
SELECT incident_id,
  CASE WHEN count(kind) = count(*) AND min(kind) = max(kind) THEN min(kind) END AS kind,
  CASE WHEN count(subject_staff_id) = count(*) AND min(subject_staff_id) = max(subject_staff_id) THEN min(subject_staff_id) END AS subject_staff_id,
  CASE WHEN count(discovered_on) = count(*) AND min(discovered_on) = max(discovered_on) THEN min(discovered_on) END AS discovered_on,
  CASE WHEN count(reported_on) = count(*) AND min(reported_on) = max(reported_on) THEN min(reported_on) END AS reported_on,
  CASE WHEN count(closed_on) = count(*) AND min(closed_on) = max(closed_on) THEN min(closed_on) END AS closed_on,
  CASE WHEN count(discovered_is_empty) = count(*) AND min(discovered_is_empty) = max(discovered_is_empty) THEN min(discovered_is_empty) END AS discovered_is_empty
FROM (
  SELECT r.incident_id,
    r.kind AS kind,
    r.subject_staff_id AS subject_staff_id,
    r.discovered_on AS discovered_on,
    CASE WHEN r.reported_on IS NOT NULL THEN r.reported_on WHEN instr(r.unreadable, ' reported_on=') > 0 THEN NULL ELSE 9999999 END AS reported_on,
    CASE WHEN r.closed_on IS NOT NULL THEN r.closed_on WHEN instr(r.unreadable, ' closed_on=') > 0 THEN NULL ELSE 9999999 END AS closed_on,
    r.discovered_on IS NULL AND instr(r.unreadable, ' discovered_on=') = 0 AS discovered_is_empty
  FROM incidents_read r WHERE r.incident_id IS NOT NULL
) r GROUP BY incident_id;

CREATE TABLE incidents_repeated AS
SELECT incident_id FROM incidents_read WHERE incident_id IS NOT NULL
GROUP BY incident_id HAVING count(*) > 1;

CREATE VIEW guidelines AS
  SELECT r.office_id, r.document,
    r.edition AS edition,
    CASE WHEN r.confirmed_on IS NOT NULL THEN r.confirmed_on WHEN instr(r.unreadable, ' confirmed_on=') > 0 THEN NULL ELSE 9999999 END AS confirmed_on
  FROM guidelines_read r WHERE r.office_id IS NOT NULL AND r.document IS NOT NULL;

CREATE VIEW attestations AS
  SELECT r.office_id, r.clause,
    r.answer AS answer,
    CASE WHEN r.attested_on IS NOT NULL THEN r.attested_on WHEN instr(r.unreadable, ' attested_on=') > 0 THEN NULL ELSE 9999999 END AS attested_on,
    coalesce(r.attested_by, '') AS attested_by
  FROM attestations_read r WHERE r.office_id IS NOT NULL AND r.clause IS NOT NULL;

CREATE TABLE posts AS
SELECT post_id,
  CASE WHEN count(group_id) = count(*) AND min(group_id) = max(group_id) THEN min(group_id) END AS group_id,
  CASE WHEN count(staff_id) = count(*) AND min(staff_id) = max(staff_id) THEN min(staff_id) END AS staff_id,
  CASE WHEN count(office_id) = count(*) AND min(office_id) = max(office_id) THEN min(office_id) END AS office_id,
  CASE WHEN count(posted_on) = count(*) AND min(posted_on) = max(posted_on) THEN min(posted_on) END AS posted_on,
  CASE WHEN count(confirmed) = count(*) AND min(confirmed) = max(confirmed) THEN min(confirmed) END AS confirmed,
  CASE WHEN count(text) = count(*) AND min(text) = max(text) THEN min(text) END AS text
FROM (
  SELECT r.post_id,
    r.group_id AS group_id,
    r.staff_id AS staff_id,
    coalesce(r.office_id, '') AS office_id,
    r.posted_on AS posted_on,
    r.confirmed AS confirmed,
    r.text AS text
  FROM posts_read r WHERE r.post_id IS NOT NULL
) r GROUP BY post_id;

CREATE TABLE posts_repeated AS
SELECT post_id FROM posts_read WHERE post_id IS NOT NULL
GROUP BY post_id HAVING count(*) > 1;

-- The terms of the rules, each made once. $T is the as-of date, $E the day the policy came into force, both as
-- numbers of days. `configured_own` holds the offices that the settings list as own, if any; `given` the columns that
-- the files have.
--
-- Truth has three values, and NULL is what is not known. `TRUE IN (SELECT …)` is whether any is so: yes if one surely is,
-- no if none can be, else not known.
--
-- Every other file here but the prelude and load.sql is a rule: one query for those who are members of its population for
-- sure or perhaps, with the parts of their keys (a part that is NULL is none) and, last, whether the rule is broken by
-- a member (NULL: undetermined). The numbers of days are the defaults. `needs` lists what must be there, `a|b` one of two,
-- `+` a column in which something is filled, `@` what the table `met` holds; `events` the table whose having no rows says
-- that nothing happened, `applies` the column without which there is nothing to judge. SQL is written in what DuckDB and
-- SQLite have in common; day_of, which turns a cell into a number of days, is given to both.

-- Whose the offices of the table `offices` are: where no row is called own, those that are not called others'; where only
-- own ones are marked, the others are not; an empty cell beside both leaves it open.
CREATE TABLE listed_office AS
SELECT office_id, CASE
  WHEN o.own IN ('own', 'other') THEN o.own
  WHEN o.own IS NULL THEN 'unknown'
  WHEN NOT EXISTS (SELECT 1 FROM offices WHERE own = 'own') THEN 'own'
  WHEN NOT EXISTS (SELECT 1 FROM offices WHERE own = 'other') THEN 'other'
  ELSE 'unknown'
END AS whose
FROM offices o WHERE NOT EXISTS (SELECT 1 FROM configured_own);

CREATE TABLE named_office AS
SELECT DISTINCT office_id FROM (
  SELECT office_id FROM staff_read WHERE staff_id IS NOT NULL
  UNION ALL
  SELECT office_id FROM (
    SELECT office_id FROM memberships_read WHERE group_id IS NOT NULL AND staff_id IS NOT NULL
    UNION ALL SELECT office_id FROM roster_read WHERE staff IS NOT NULL
    UNION ALL SELECT office_id FROM posts_read WHERE post_id IS NOT NULL
  ) named WHERE NOT EXISTS (SELECT 1 FROM given WHERE table_name = 'staff')
) offices WHERE office_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM listed_office l WHERE l.office_id = offices.office_id AND l.whose = 'other');

-- Whether the settings or the table say which are own; a table of partners alone does not.
CREATE VIEW says_which_are_own AS
SELECT office_id FROM configured_own
UNION ALL SELECT office_id FROM listed_office WHERE whose <> 'other';

-- Own offices: of the settings, else of `offices`, else the one that `staff` names, or that is named if there is no staff; if `staff`
-- names none, those that stand beside its people elsewhere.
CREATE TABLE own_office AS
SELECT office_id FROM configured_own
UNION
SELECT office_id FROM listed_office WHERE whose = 'own'
UNION
SELECT office_id FROM named_office
WHERE NOT EXISTS (SELECT 1 FROM says_which_are_own) AND (SELECT count(*) FROM named_office) = 1
UNION
SELECT b.office_id FROM (
  SELECT staff_id, office_id FROM memberships_read WHERE group_id IS NOT NULL
  UNION ALL SELECT staff, office_id FROM roster_read
  UNION ALL SELECT staff, office_id FROM devices_read WHERE device_id IS NOT NULL
  UNION ALL SELECT staff_id, office_id FROM posts_read WHERE post_id IS NOT NULL
) b JOIN staff s ON s.staff_id = b.staff_id
WHERE b.office_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM says_which_are_own) AND (SELECT count(*) FROM named_office) = 0
  AND NOT EXISTS (SELECT 1 FROM listed_office l WHERE l.office_id = b.office_id AND l.whose = 'other');

-- Every office that is named, and whether it is own.
CREATE TABLE known_office AS
SELECT n.office_id, CASE
  WHEN EXISTS (SELECT 1 FROM own_office o WHERE o.office_id = n.office_id) THEN TRUE
  WHEN l.whose = 'other' THEN FALSE
  WHEN l.whose = 'unknown' THEN NULL
  WHEN EXISTS (SELECT 1 FROM says_which_are_own) OR EXISTS (SELECT 1 FROM own_office) THEN FALSE
  WHEN (SELECT count(*) FROM named_office) = 0 THEN FALSE
END AS own
FROM (
  SELECT office_id FROM own_office
  UNION SELECT office_id FROM offices
  UNION SELECT office_id FROM staff
  UNION SELECT office_id FROM memberships
  UNION SELECT office_id FROM posts
) n LEFT JOIN listed_office l ON l.office_id = n.office_id WHERE n.office_id <> '';

-- Who was employed: the person's rows of the roster whose office is empty or the account's.
CREATE TABLE employment AS
SELECT r.staff AS staff_id, r.office_id, r.left_on,
  CASE WHEN r.office_id = '' OR s.staff_id IS NULL OR s.office_id = '' THEN TRUE ELSE r.office_id = s.office_id END AS is_theirs,
  r.status = 'on-leave' AS on_leave, r.left_is_empty AND r.status = 'left' AS is_past,
  CASE WHEN r.left_is_empty THEN r.status = 'left'
    ELSE r.left_on < $T OR (r.status = 'left' AND r.left_on <= $T) END AS is_over
FROM roster r LEFT JOIN staff s ON s.staff_id = r.staff
WHERE r.office_id = '' OR s.office_id IS NULL OR s.office_id = '' OR r.office_id = s.office_id;

CREATE TABLE employed AS
SELECT staff_id, CASE WHEN count(CASE WHEN is_theirs THEN 1 END) > 0 THEN TRUE END AS is_employed,
  CASE
    WHEN count(CASE WHEN is_theirs AND NOT is_over THEN 1 END) > 0 OR max(may_be_past) = 0 THEN FALSE
    WHEN count(CASE WHEN is_over THEN 1 END) = count(*) AND count(CASE WHEN is_theirs THEN 1 END) > 0 THEN TRUE
  END AS departed,
  CASE
    WHEN count(CASE WHEN is_theirs AND on_leave THEN 1 END) > 0 THEN TRUE
    WHEN count(CASE WHEN NOT on_leave THEN 1 END) = count(*) THEN FALSE
  END AS on_leave,
  coalesce(max(CASE WHEN is_theirs AND left_on < 9999999 THEN left_on END), -9999999) AS last_day,
  count(CASE WHEN is_theirs THEN left_on END) = count(*) AS last_day_is_known,
  CASE
    WHEN max(CASE WHEN is_theirs THEN left_on END) > $T + 14 THEN FALSE
    WHEN count(CASE WHEN coalesce(left_on BETWEEN $T AND $T + 14, NOT coalesce(is_past, FALSE)) THEN 1 END) = 0 THEN FALSE
    WHEN count(CASE WHEN is_theirs IS NULL OR left_on IS NULL AND coalesce(NOT is_past, TRUE) THEN 1 END) > 0 THEN NULL
    ELSE coalesce(max(left_on) >= $T, FALSE)
  END AS leaves_soon
FROM (
  SELECT *, min(CASE WHEN NOT is_over THEN 0 ELSE 1 END) OVER (PARTITION BY staff_id, office_id) AS may_be_past
  FROM employment
) e GROUP BY staff_id;

CREATE TABLE account AS
SELECT s.*,
  replace(replace(s.name, ' ', ''), '　', '') AS folded_name,
  lower(replace(replace(s.email, ' ', ''), '　', '')) AS folded_email,
  CASE
    WHEN s.office_id <> '' THEN s.office_id
    WHEN s.office_id = '' AND (SELECT count(*) FROM known_office WHERE own IS NOT FALSE) = 1
      THEN (SELECT min(office_id) FROM known_office WHERE own IS NOT FALSE)
    WHEN s.office_id = '' AND (SELECT count(*) FROM known_office WHERE own IS NOT FALSE) = 0 THEN ''
  END AS office,
  CASE WHEN s.office_id = '' THEN FALSE ELSE NOT o.own END AS outside,
  s.status = 'active' AS active,
  CASE WHEN e.staff_id IS NULL THEN FALSE ELSE e.departed END AS departed,
  CASE WHEN e.staff_id IS NULL THEN FALSE ELSE e.on_leave END AS on_leave,
  CASE WHEN e.staff_id IS NULL THEN FALSE ELSE NOT e.departed AND e.leaves_soon END AS leaving,
  CASE WHEN e.staff_id IS NULL THEN FALSE ELSE e.is_employed END AS is_employed
FROM staff s
LEFT JOIN known_office o ON o.office_id = s.office_id
LEFT JOIN employed e ON e.staff_id = s.staff_id;

CREATE VIEW own_account AS
SELECT *, active AND NOT outside AS own FROM account WHERE (active AND NOT outside) IS NOT FALSE;

-- Offices of the table `offices` that are own for sure or perhaps, and the accounts that are of them for sure or perhaps.
CREATE TABLE office_account AS
SELECT o.office_id, w.own, a.staff_id,
  CASE WHEN a.office = o.office_id THEN a.active ELSE a.active AND NULL END AS uses,
  a.role = 'admin' AND NOT a.departed AS administers
FROM offices o JOIN known_office w ON w.office_id = o.office_id AND w.own IS NOT FALSE
JOIN account a ON a.office = o.office_id OR a.office IS NULL
WHERE a.active IS NOT FALSE;

-- Those of them that have an active account, and whether one is own and has one.
CREATE TABLE using_office AS
SELECT o.office_id, o.applied_on, a.own AND (max(CASE WHEN a.uses THEN 1 ELSE 0 END) = 1 OR NULL) AS uses
FROM offices o JOIN office_account a ON a.office_id = o.office_id
GROUP BY o.office_id, o.applied_on, a.own;

-- Everybody who is named.
CREATE TABLE person AS
SELECT p.staff_id, a.staff_id IS NOT NULL AS in_staff, a.active, a.office, a.office_id AS account_office,
  CASE WHEN e.staff_id IS NULL THEN FALSE ELSE e.departed END AS departed,
  coalesce(e.last_day, -9999999) AS last_day, coalesce(e.last_day_is_known, TRUE) AS last_day_is_known
FROM (
  SELECT staff_id FROM staff
  UNION SELECT staff FROM roster
  UNION SELECT staff_id FROM memberships
  UNION SELECT leader_id FROM groups
  UNION SELECT staff_id FROM posts
  UNION SELECT staff FROM devices
) p
LEFT JOIN account a ON a.staff_id = p.staff_id
LEFT JOIN employed e ON e.staff_id = p.staff_id
WHERE p.staff_id <> '';

-- Memberships, with what is known of the member.
CREATE TABLE member AS
SELECT m.*, m.status = 'active' AND m.left_on > $T AS is_in,
  p.in_staff, p.active, p.office, p.account_office, p.departed, p.last_day, p.last_day_is_known,
  CASE
    WHEN p.in_staff AND (a.office_id <> '' OR a.office_id IS NULL OR a.office = '' OR m.office_id = '') THEN a.outside
    WHEN m.office_id <> '' THEN NOT o.own
    WHEN m.office_id IS NULL THEN NULL
    WHEN p.in_staff THEN a.outside
    WHEN m.office_id = '' AND NOT EXISTS (SELECT 1 FROM given WHERE table_name = 'staff') THEN FALSE
  END AS outside
FROM memberships m
JOIN person p ON p.staff_id = m.staff_id
LEFT JOIN account a ON a.staff_id = m.staff_id
LEFT JOIN known_office o ON o.office_id = m.office_id;

-- Who leads a group, or may lead it; without any, nobody does.
CREATE TABLE leader AS
SELECT g.group_id, p.staff_id, TRUE AS leads, p.in_staff, p.account_office AS office,
  CASE
    WHEN m.staff_id IS NOT NULL THEN m.outside
    WHEN p.in_staff THEN a.outside
    WHEN NOT EXISTS (SELECT 1 FROM given WHERE table_name = 'staff') THEN FALSE
  END AS outside
FROM groups g
JOIN person p ON p.staff_id = g.leader_id
LEFT JOIN account a ON a.staff_id = g.leader_id
LEFT JOIN member m ON m.group_id = g.group_id AND m.staff_id = g.leader_id
UNION ALL
SELECT g.group_id, m.staff_id, m.status = 'active' AND m.role = 'leader', m.in_staff, m.account_office, m.outside
FROM groups g JOIN member m ON m.group_id = g.group_id
WHERE g.leader_id = '' AND (m.status = 'active' AND m.role = 'leader') IS NOT FALSE;

CREATE TABLE led AS
SELECT group_id, count(*) AS candidates, count(CASE WHEN leads THEN 1 END) AS sure,
  CASE
    WHEN count(CASE WHEN outside = FALSE THEN 1 END) = count(*) THEN FALSE
    WHEN count(CASE WHEN outside THEN 1 END) = count(*) AND count(CASE WHEN leads THEN 1 END) > 0 THEN TRUE
  END AS foreign_led
FROM leader GROUP BY group_id;

-- A group's patients. The whole cell, if that is a patient; else its parts between `;` `；` `、` and line breaks, and of
-- such a part those between `,` and `/`, if every one of them is a patient.
CREATE TABLE group_patient AS
WITH RECURSIVE
cell AS (
  SELECT DISTINCT g.group_id, g.patient_id AS whole,
    replace(replace(replace(replace(g.patient_id, '；', ';'), '、', ';'), '
', ';'), '/', ',') AS parts
  FROM groups_read g
  WHERE g.group_id IS NOT NULL AND g.patient_id IS NOT NULL
),
listed AS (
  SELECT c.group_id, c.whole,
    replace(replace(replace(c.whole, '；', ';'), '、', ';'), '
', ';') || ';' AS rest
  FROM cell c
  WHERE (instr(c.parts, ';') > 0 OR instr(c.parts, ',') > 0)
    AND NOT EXISTS (SELECT 1 FROM patients p WHERE p.patient_id = c.whole)
),
part(group_id, part, rest) AS (
  SELECT group_id, '', rest FROM listed
  UNION ALL
  SELECT group_id, trim(substr(rest, 1, instr(rest, ';') - 1)), substr(rest, instr(rest, ';') + 1)
  FROM part WHERE rest <> ''
),
piece(group_id, part, piece, rest) AS (
  SELECT group_id, part, '', replace(part, '/', ',') || ',' FROM part
  WHERE instr(part, ',') > 0 OR instr(part, '/') > 0
  UNION ALL
  SELECT group_id, part, trim(substr(rest, 1, instr(rest, ',') - 1)), substr(rest, instr(rest, ',') + 1)
  FROM piece WHERE rest <> ''
),
known AS (
  SELECT c.group_id, c.part FROM piece c LEFT JOIN patients p ON p.patient_id = c.piece
  WHERE c.piece <> ''
  GROUP BY c.group_id, c.part HAVING count(*) = count(p.patient_id)
)
SELECT c.group_id, c.whole AS patient_id FROM cell c
WHERE NOT EXISTS (SELECT 1 FROM listed l WHERE l.group_id = c.group_id AND l.whole = c.whole)
UNION
SELECT t.group_id, t.part FROM part t
WHERE t.part <> '' AND NOT EXISTS (SELECT 1 FROM known k WHERE k.group_id = t.group_id AND k.part = t.part)
UNION
SELECT c.group_id, c.piece FROM piece c JOIN known k ON k.group_id = c.group_id AND k.part = c.part
WHERE c.piece <> '';

-- Groups, and those that are only named, of which nothing is known.
CREATE TABLE known_group AS
SELECT g.group_id, g.name, g.leader_id, g.created_on, g.last_post_on, g.archived_on, g.status,
  TRUE AS is_there,
  g.status = 'active' AS live,
  CASE WHEN g.kind = '' THEN coalesce(p.patients, 0) > 0 ELSE g.kind = 'patient' END AS of_patient,
  CASE WHEN l.group_id IS NULL THEN TRUE ELSE NOT l.foreign_led END AS own,
  coalesce(p.patients, 0) AS patients,
  coalesce(l.candidates, 0) AS candidates,
  coalesce(l.sure, 0) AS sure
FROM groups g
LEFT JOIN led l ON l.group_id = g.group_id
LEFT JOIN (SELECT group_id, count(*) AS patients FROM group_patient GROUP BY group_id) p ON p.group_id = g.group_id
UNION ALL
SELECT n.group_id, NULL, NULL, NULL, NULL, NULL, NULL, FALSE, NULL, NULL, NULL, NULL, NULL, NULL
FROM (SELECT group_id FROM memberships UNION SELECT group_id FROM posts) n
WHERE n.group_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM groups g WHERE g.group_id = n.group_id);

CREATE VIEW patient_group AS
SELECT *, live AND of_patient AS belongs FROM known_group
WHERE is_there AND (live AND of_patient) IS NOT FALSE;

CREATE VIEW own_patient_group AS
SELECT *, live AND of_patient AND own AS belongs FROM known_group
WHERE is_there AND (live AND of_patient AND own) IS NOT FALSE;

-- Memberships with their group.
CREATE TABLE group_member AS
SELECT m.*, g.live, g.of_patient, g.own, g.is_there, g.patients, m.is_in AND g.live AS is_live,
  CASE
    WHEN NOT g.is_there THEN NULL
    WHEN l.staff_id IS NULL THEN FALSE
    WHEN g.candidates = 1 THEN l.leads
  END AS leads
FROM member m
JOIN known_group g ON g.group_id = m.group_id
LEFT JOIN leader l ON l.group_id = m.group_id AND l.staff_id = m.staff_id;

CREATE VIEW live_membership AS SELECT * FROM group_member WHERE is_live IS NOT FALSE;

-- The patients of own patient groups, group by group.
CREATE TABLE own_group_patient AS
SELECT g.group_id, gp.patient_id, g.created_on, g.belongs, g.candidates, g.sure
FROM own_patient_group g JOIN group_patient gp ON gp.group_id = g.group_id;

-- The patients of groups, and whether one of these is an own patient group.
CREATE TABLE known_patient AS
SELECT gp.patient_id, count(CASE WHEN g.belongs THEN 1 END) AS sure, count(*) AS groups,
  CASE WHEN count(CASE WHEN g.belongs AND g.own THEN 1 END) > 0 THEN TRUE
    WHEN count(CASE WHEN (g.belongs AND g.own) IS NOT FALSE THEN 1 END) = 0 THEN FALSE
  END AS is_own
FROM group_patient gp JOIN patient_group g ON g.group_id = gp.group_id
GROUP BY gp.patient_id;

CREATE VIEW own_patient AS SELECT patient_id, is_own AS belongs FROM known_patient WHERE is_own IS NOT FALSE;

CREATE TABLE pledge AS
SELECT p.*, signed_on <= $T AS is_given, signed_on <= $T AND valid_until >= $T AS in_force,
  signed_on <= $T AND valid_until < $T AS is_expired
FROM pledges p;

CREATE TABLE consent AS
SELECT c.*, signed_on <= $T AS is_given, signed_on <= $T AND withdrawn_on > $T AS in_force,
  signed_on <= $T AND withdrawn_on <= $T AS is_withdrawn
FROM consents c;

-- What a rule may need that is more than a table or a column.
CREATE TABLE met AS
SELECT 'leader' AS need WHERE EXISTS (SELECT 1 FROM given WHERE table_name = 'memberships' AND column_name = 'role')
  OR (
    EXISTS (SELECT 1 FROM given WHERE table_name = 'groups' AND column_name = 'leader_id')
    AND (
      NOT EXISTS (SELECT 1 FROM memberships)
      OR NOT EXISTS (SELECT 1 FROM groups WHERE leader_id = '' AND (status = 'active') IS NOT FALSE)
    )
  )
UNION ALL
SELECT 'strangers' WHERE EXISTS (SELECT 1 FROM memberships)
  OR NOT EXISTS (SELECT 1 FROM groups g WHERE g.leader_id <> '' AND NOT EXISTS (
    SELECT 1 FROM staff s WHERE s.staff_id = g.leader_id
  ));

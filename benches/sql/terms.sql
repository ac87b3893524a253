-- The terms of the rules, each made once. $T is the as-of date, $E the day the policy came into force, both as
-- numbers of days. `configured_own` holds the offices that the settings list as own, if any; `given` the columns that
-- the files have.
--
-- Every other file here but the prelude and load.sql is a rule: one query for the members of its population, with the
-- parts of their keys (a part that is NULL is none) and, last, whether the rule is broken (NULL is no). The numbers of
-- days are the defaults. `needs` lists what must be there, `a|b` one of two, `+` a column in which something is
-- filled; `events` the table whose having no rows says that nothing happened. SQL is written in what DuckDB and SQLite
-- have in common; day_of, which turns a cell into a number of days, is given to both.

CREATE TABLE own_office AS
SELECT office_id FROM configured_own
UNION
SELECT office_id FROM offices WHERE NOT EXISTS (SELECT 1 FROM configured_own);

-- Offices that are named somewhere and are not own. Without any own office there are none: every office is own.
CREATE TABLE foreign_office AS
SELECT named.office_id FROM (
  SELECT DISTINCT office_id FROM staff
  UNION SELECT DISTINCT office_id FROM memberships
  UNION SELECT DISTINCT office_id FROM posts
) named
WHERE named.office_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM own_office)
  AND NOT EXISTS (SELECT 1 FROM own_office o WHERE o.office_id = named.office_id);

-- Who was employed: the person's rows of the roster whose office is empty or the account's.
CREATE TABLE employment AS
SELECT r.staff AS staff_id,
  max(r.left_on) AS last_day,
  count(*) = count(r.left_on) AND max(r.left_on) < $T AS departed,
  count(*) = count(r.left_on) AND max(r.left_on) BETWEEN $T AND $T + 14 AS leaving
FROM roster r LEFT JOIN staff s ON s.staff_id = r.staff
WHERE r.office_id IS NULL OR s.office_id IS NULL OR r.office_id = s.office_id
GROUP BY r.staff;

CREATE TABLE departed_person AS
SELECT staff_id, last_day AS left_on FROM employment WHERE departed;

CREATE TABLE account AS
SELECT s.*,
  replace(replace(s.name, ' ', ''), '　', '') AS folded_name,
  lower(replace(replace(s.email, ' ', ''), '　', '')) AS folded_email,
  f.office_id IS NOT NULL AS outside,
  coalesce(s.status, '') = 'active' AS active,
  d.staff_id IS NOT NULL AS departed
FROM staff s
LEFT JOIN foreign_office f ON f.office_id = s.office_id
LEFT JOIN departed_person d ON d.staff_id = s.staff_id;

CREATE VIEW own_account AS SELECT * FROM account WHERE active AND NOT outside;

-- Own offices of the table `offices` that have an active account.
CREATE VIEW using_office AS
SELECT o.* FROM offices o JOIN own_office w ON w.office_id = o.office_id
WHERE EXISTS (SELECT 1 FROM account a WHERE a.office_id = o.office_id AND a.active);

-- Live groups; foreign-led if the leader's office, from `staff`, else from their membership in that group, is not own.
CREATE TABLE live_group AS
SELECT g.group_id, g.name, g.kind,
  coalesce(g.kind = 'patient', g.kind_is_empty AND g.patient_id IS NOT NULL) AS of_patient, g.created_on, g.last_post_on,
  g.leader_id,
  s.office_id AS leader_account_office,
  f.office_id IS NULL AS own
FROM groups g
LEFT JOIN staff s ON s.staff_id = g.leader_id
LEFT JOIN memberships m ON m.group_id = g.group_id AND m.staff_id = g.leader_id AND m.office_id IS NOT NULL
LEFT JOIN foreign_office f ON f.office_id = coalesce(s.office_id, m.office_id)
WHERE g.status = 'active';

CREATE VIEW patient_group AS SELECT * FROM live_group WHERE of_patient;
CREATE VIEW own_group AS SELECT * FROM live_group WHERE own;
CREATE VIEW own_patient_group AS SELECT * FROM live_group WHERE own AND of_patient;

CREATE TABLE live_membership AS
SELECT m.group_id, m.staff_id, m.office_id, m.role, m.invited_by, m.approved_by
FROM memberships m JOIN live_group g ON g.group_id = m.group_id
WHERE m.status = 'active' AND (m.left_on IS NULL OR m.left_on > $T);

-- A group's patients. The whole cell, if that is a patient; else its parts between `;` `；` `、` and line breaks, and of
-- such a part those between `,` and `/`, if every one of them is a patient.
CREATE TABLE group_patient AS
WITH RECURSIVE
cell AS (
  SELECT g.group_id, g.patient_id,
    replace(replace(replace(replace(g.patient_id, '；', ';'), '、', ';'), '
', ';'), '/', ',') AS parts
  FROM groups g
  WHERE g.patient_id IS NOT NULL
),
listed AS (
  SELECT c.group_id,
    replace(replace(replace(c.patient_id, '；', ';'), '、', ';'), '
', ';') || ';' AS rest
  FROM cell c
  WHERE (instr(c.parts, ';') > 0 OR instr(c.parts, ',') > 0)
    AND NOT EXISTS (SELECT 1 FROM patients p WHERE p.patient_id = c.patient_id)
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
SELECT c.group_id, c.patient_id FROM cell c
WHERE NOT EXISTS (SELECT 1 FROM listed l WHERE l.group_id = c.group_id)
UNION
SELECT t.group_id, t.part FROM part t
WHERE t.part <> '' AND NOT EXISTS (SELECT 1 FROM known k WHERE k.group_id = t.group_id AND k.part = t.part)
UNION
SELECT c.group_id, c.piece FROM piece c JOIN known k ON k.group_id = c.group_id AND k.part = c.part
WHERE c.piece <> '';

-- The patients of own patient groups, group by group.
CREATE TABLE own_group_patient AS
SELECT g.group_id, gp.patient_id, g.created_on, g.leader_account_office
FROM own_patient_group g JOIN group_patient gp ON gp.group_id = g.group_id;

CREATE VIEW given_pledge AS SELECT * FROM pledges WHERE signed_on <= $T;
CREATE VIEW pledge_in_force AS SELECT * FROM given_pledge WHERE valid_until IS NULL OR valid_until >= $T;
CREATE VIEW given_consent AS SELECT * FROM consents WHERE signed_on <= $T;
CREATE VIEW consent_in_force AS SELECT * FROM given_consent WHERE withdrawn_on IS NULL OR withdrawn_on > $T;

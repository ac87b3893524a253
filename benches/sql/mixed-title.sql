-- The name of a patient group names several people: what stands before 様 さま さん 氏, and patients named
-- between separators; a name of one character is no evidence.
-- needs: groups.status groups.kind|groups.patient_id groups.patient_id groups.name+ patients.name+
WITH RECURSIVE
single AS (
  SELECT group_id, belongs,
    replace(replace(replace(replace(replace(replace(replace(replace(name, ' ', ''), '　', ''),
      'さま', '様'), 'さん', '様'), '氏', '様'), '様', '様;'), '・', ';'), '、', ';') || ';' AS title
  FROM patient_group g
  WHERE patients < 2
),
part(group_id, part, rest) AS (
  SELECT group_id, '', title FROM single
  WHERE length(replace(title, ';', '')) < length(replace(title, ';;', ';')) - 1
  UNION ALL
  SELECT group_id, substr(rest, 1, instr(rest, ';') - 1), substr(rest, instr(rest, ';') + 1)
  FROM part WHERE rest <> ''
),
person AS (
  SELECT group_id, replace(part, '様', '') AS name FROM part WHERE part LIKE '_%様'
  UNION
  SELECT t.group_id, t.part FROM part t
  JOIN patients p ON length(t.part) > 1 AND replace(replace(p.name, ' ', ''), '　', '') = t.part
),
several AS (SELECT group_id FROM person GROUP BY group_id HAVING count(DISTINCT name) > 1)
SELECT g.group_id, g.belongs AND s.group_id IS NOT NULL AS broken
FROM single g LEFT JOIN several s ON s.group_id = g.group_id

-- A post in a patient group holds the name of another patient. A name of one character is no evidence. (One of whom it is not known how they are called may be named anywhere.)
-- needs: posts.group_id posts.text groups.status groups.kind|groups.patient_id groups.patient_id patients.name+
-- events: posts
WITH RECURSIVE
named AS (
  SELECT patient_id, replace(replace(name, ' ', ''), '　', '') AS name FROM patients
  WHERE length(replace(replace(name, ' ', ''), '　', '')) > 1
),
size(size) AS (SELECT DISTINCT length(name) FROM named),
entry AS (
  SELECT p.post_id, p.group_id, replace(replace(p.text, ' ', ''), '　', '') AS text,
    g.live AND g.of_patient AS belongs, coalesce(g.is_there, FALSE) AS is_there
  FROM posts p LEFT JOIN known_group g ON g.group_id = p.group_id
  WHERE (g.live AND g.of_patient) IS NOT FALSE
),
place(place) AS (
  SELECT 1
  UNION ALL
  SELECT place + 1 FROM place WHERE place < (SELECT max(length(text)) FROM entry)
),
piece AS (
  SELECT e.post_id, e.group_id, substr(e.text, l.place, s.size) AS piece
  FROM entry e JOIN place l ON l.place <= length(e.text) JOIN size s ON l.place + s.size <= length(e.text) + 1
),
mention AS (
  SELECT DISTINCT c.post_id FROM piece c JOIN named n ON n.name = c.piece
  WHERE NOT EXISTS (SELECT 1 FROM group_patient g WHERE g.group_id = c.group_id AND g.patient_id = n.patient_id)
)
SELECT e.post_id, e.belongs AND CASE
  WHEN e.text IS NULL THEN NULL
  WHEN m.post_id IS NOT NULL AND e.is_there THEN TRUE
  WHEN m.post_id IS NULL AND NOT EXISTS (
    SELECT 1 FROM patients u
    WHERE u.name IS NULL AND NOT EXISTS (
      SELECT 1 FROM group_patient g WHERE g.group_id = e.group_id AND g.patient_id = u.patient_id
    )
  ) THEN FALSE
END AS broken
FROM entry e LEFT JOIN mention m ON m.post_id = e.post_id

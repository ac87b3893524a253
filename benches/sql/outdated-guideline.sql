-- What an own office confirmed last is not the edition issued last.
-- needs: offices staff.status guidelines.document guidelines.confirmed_on guidelines.edition
WITH edition(clause, edition, issued_on) AS (
  VALUES ('2-1', '6.0', day_of('2023-05-31')), ('2-1', '7.0', day_of('2026-06-29'))
),
latest AS (
  SELECT clause, edition FROM edition e
  WHERE issued_on = (SELECT max(issued_on) FROM edition i WHERE i.clause = e.clause AND i.issued_on <= $T)
),
confirmed AS (
  SELECT office_id, document, max(confirmed_on) AS last_day
  FROM guidelines WHERE confirmed_on <= $T GROUP BY office_id, document
)
SELECT o.office_id, l.clause, NOT EXISTS (
  SELECT 1 FROM guidelines g
  WHERE g.office_id = o.office_id AND g.document = l.clause AND g.confirmed_on = c.last_day AND g.edition = l.edition
) AS broken
FROM using_office o
CROSS JOIN latest l
JOIN confirmed c ON c.office_id = o.office_id AND c.document = l.clause

-- What an own office confirmed last is not the edition issued last. A row whose day is not known may be the last one, or
-- none that counts. An edition without a number goes by its day.
-- needs: offices staff.status guidelines.document guidelines.confirmed_on guidelines.edition
WITH edition(clause, edition, issued_on) AS (
  VALUES ('2-1', '6.0', day_of('2023-05-31')), ('2-1', '7.0', day_of('2026-06-29')),
    ('2-2', '2025-06-01', day_of('2025-06-01'))
),
latest AS (
  SELECT clause, edition FROM edition e
  WHERE issued_on = (SELECT max(issued_on) FROM edition i WHERE i.clause = e.clause AND i.issued_on <= $T)
),
confirmed AS (
  SELECT g.office_id, g.document, g.confirmed_on, g.edition = l.edition AS is_latest
  FROM guidelines g JOIN latest l ON l.clause = g.document
  WHERE (g.confirmed_on <= $T) IS NOT FALSE
),
last_day AS (
  SELECT office_id, document, max(confirmed_on) AS last_day FROM confirmed GROUP BY office_id, document
),
weighed AS (
  SELECT d.office_id, d.document, d.last_day,
    count(CASE WHEN c.confirmed_on = d.last_day AND c.is_latest THEN 1 END) AS last_sure,
    count(CASE WHEN c.confirmed_on = d.last_day AND c.is_latest IS NULL THEN 1 END) AS last_perhaps,
    count(CASE WHEN c.confirmed_on IS NULL AND c.is_latest IS NOT TRUE THEN 1 END) AS undated_old,
    count(CASE WHEN c.confirmed_on IS NULL AND c.is_latest IS NOT FALSE THEN 1 END) AS undated_latest
  FROM last_day d JOIN confirmed c ON c.office_id = d.office_id AND c.document = d.document
  GROUP BY d.office_id, d.document, d.last_day
)
SELECT o.office_id, w.document, o.uses AND CASE
  WHEN w.last_day IS NOT NULL AND w.last_sure + w.last_perhaps + w.undated_latest = 0 THEN TRUE
  WHEN (w.last_day IS NULL OR w.last_sure > 0) AND (coalesce(w.last_day, 0) = $T OR w.undated_old = 0) THEN FALSE
END AS broken
FROM using_office o JOIN weighed w ON w.office_id = o.office_id

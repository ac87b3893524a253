-- What an own office attested last of a clause is not a yes of the last year. A yes without a name counts for nothing, if the
-- names are there at all. A row whose day is not known may be the last one, or none that counts.
-- needs: offices staff.status attestations.clause attestations.answer attestations.attested_on
WITH attested(clause) AS (VALUES ('2-law'), ('3-terms'), ('5-1'), ('A3-2'), ('A3-4'), ('A3-8')),
said AS (
  SELECT a.office_id, a.clause, a.attested_on,
    a.answer = 'yes' AND is_named AS is_yes,
    a.answer = 'no' OR is_named AS counts
  FROM (
    SELECT *, attested_by <> '' OR NOT EXISTS (
      SELECT 1 FROM given WHERE table_name = 'attestations' AND column_name = 'attested_by'
    ) AS is_named
    FROM attestations
  ) a
  WHERE (a.attested_on <= $T) IS NOT FALSE AND (a.answer = 'no' OR is_named) IS NOT FALSE
),
last_day AS (
  SELECT office_id, clause, max(CASE WHEN counts THEN attested_on END) AS last_day FROM said GROUP BY office_id, clause
),
weighed AS (
  SELECT s.office_id, s.clause,
    count(CASE WHEN s.is_yes IS NOT FALSE AND s.counts AND s.attested_on >= $T - 365 AND s.attested_on >= d.last_day
      THEN 1 END) AS may_be_yes,
    count(CASE WHEN s.is_yes AND s.attested_on >= $T - 365 AND s.attested_on = d.last_day THEN 1 END) AS sure_yes,
    count(CASE WHEN s.attested_on IS NULL AND s.is_yes IS NOT FALSE THEN 1 END) AS undated_yes,
    count(CASE WHEN s.attested_on > d.last_day AND NOT coalesce(s.counts, FALSE) THEN 1 END) AS later_no,
    count(CASE WHEN s.attested_on IS NULL AND s.is_yes IS NOT TRUE AND d.last_day < $T THEN 1 END) AS undated_no
  FROM said s JOIN last_day d ON d.office_id = s.office_id AND d.clause = s.clause
  GROUP BY s.office_id, s.clause
)
SELECT o.office_id, c.clause, o.uses AND CASE
  WHEN w.clause IS NULL THEN TRUE
  WHEN w.may_be_yes + w.undated_yes = 0 THEN TRUE
  WHEN w.sure_yes > 0 AND w.later_no + w.undated_no = 0 THEN FALSE
END AS broken
FROM using_office o CROSS JOIN attested c
LEFT JOIN weighed w ON w.office_id = o.office_id AND w.clause = c.clause

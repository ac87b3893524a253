-- What an own office attested last of a clause is not a yes of the last year.
-- needs: offices staff.status attestations.clause attestations.answer attestations.attested_on
WITH attested(clause) AS (VALUES ('5-1'), ('A3-2'), ('A3-4')),
latest AS (
  SELECT office_id, clause, max(attested_on) AS last_day
  FROM attestations WHERE attested_on <= $T GROUP BY office_id, clause
)
SELECT o.office_id, c.clause, NOT EXISTS (
  SELECT 1 FROM attestations a
  JOIN latest l ON l.office_id = a.office_id AND l.clause = a.clause AND l.last_day = a.attested_on
  WHERE a.office_id = o.office_id AND a.clause = c.clause AND a.answer = 'yes' AND a.attested_on >= $T - 365
) AS broken
FROM using_office o CROSS JOIN attested c

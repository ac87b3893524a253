-- An own office has not confirmed a document that the policy names within a year.
-- needs: offices staff.status guidelines.document guidelines.confirmed_on
WITH document(clause) AS (VALUES ('2-1'), ('2-2'), ('2-3'))
SELECT o.office_id, d.clause, o.uses AND NOT TRUE IN (
  SELECT g.confirmed_on BETWEEN $T - 365 AND $T FROM guidelines g
  WHERE g.office_id = o.office_id AND g.document = d.clause
) AS broken
FROM using_office o CROSS JOIN document d

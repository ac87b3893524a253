-- Somebody reported for misuse still has an active account. (Who it is may not be known.)
-- needs: incidents.kind incidents.subject_staff_id incidents.closed_on staff.status
-- events: incidents
SELECT i.incident_id, i.kind = 'misuse' AND i.closed_on > $T AND CASE
  WHEN i.subject_staff_id IS NOT NULL THEN a.active AND NOT a.outside
  WHEN NOT EXISTS (SELECT 1 FROM own_account) THEN FALSE
END AS broken
FROM incidents i LEFT JOIN account a ON a.staff_id = i.subject_staff_id
WHERE (i.kind = 'misuse' AND i.closed_on > $T) IS NOT FALSE AND (i.subject_staff_id IS NULL OR a.staff_id IS NOT NULL)

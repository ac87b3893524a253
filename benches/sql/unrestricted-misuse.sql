-- Somebody reported for misuse still has an active account.
-- needs: incidents.kind incidents.subject_staff_id staff.status
-- events: incidents
SELECT i.incident_id, a.active AND NOT a.outside AS broken
FROM incidents i JOIN account a ON a.staff_id = i.subject_staff_id
WHERE i.kind = 'misuse' AND (i.closed_on IS NULL OR i.closed_on > $T)

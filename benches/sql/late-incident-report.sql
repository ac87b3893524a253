-- An incident was not reported by the next day.
-- needs: incidents.discovered_on incidents.reported_on
-- events: incidents
SELECT incident_id, coalesce(CASE
  WHEN reported_on IS NULL THEN discovered_on IS NULL OR discovered_on < $T - 1
  ELSE reported_on > discovered_on + 1 AND reported_on BETWEEN $T - 365 AND $T
END, FALSE) AS broken
FROM incidents

-- An incident was not reported by the next day. What was discovered on no recorded day and not reported was so long ago.
-- needs: incidents.discovered_on incidents.reported_on
-- events: incidents
SELECT incident_id, CASE
  WHEN reported_on IS NULL THEN CASE WHEN discovered_on >= $T - 1 THEN FALSE END
  WHEN reported_on = 9999999 THEN discovered_on < $T - 1 OR discovered_is_empty
  WHEN reported_on BETWEEN $T - 365 AND $T THEN reported_on > discovered_on + 1
  ELSE FALSE
END AS broken
FROM incidents

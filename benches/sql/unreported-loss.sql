-- A loss was not reported by the next day. What was lost on no recorded day and not reported was so long ago.
-- needs: devices.status devices.lost_on devices.reported_on
SELECT device_id, status IN ('lost', 'stolen') AND CASE
  WHEN reported_on IS NULL THEN CASE WHEN lost_on >= $T - 1 THEN FALSE END
  WHEN reported_on = 9999999 THEN lost_on < $T - 1 OR lost_is_empty
  WHEN reported_on BETWEEN $T - 365 AND $T THEN reported_on > lost_on + 1
  ELSE FALSE
END AS broken
FROM devices
WHERE (status IN ('lost', 'stolen')) IS NOT FALSE

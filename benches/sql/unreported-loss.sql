-- A loss was not reported by the next day.
-- needs: devices.status devices.lost_on devices.reported_on
-- events: devices
SELECT device_id, coalesce(CASE
  WHEN reported_on IS NULL THEN lost_on IS NULL OR lost_on < $T - 1
  ELSE reported_on > lost_on + 1 AND reported_on BETWEEN $T - 365 AND $T
END, FALSE) AS broken
FROM devices
WHERE status IN ('lost', 'stolen')

-- Nobody is recorded as the holder of a device in use.
-- needs: devices.status devices.staff
-- events: devices
SELECT device_id, staff IS NULL AS broken
FROM devices
WHERE status = 'in-use' AND returned_on IS NULL

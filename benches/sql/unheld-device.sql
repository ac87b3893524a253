-- Nobody is recorded as the holder of a device in use.
-- needs: devices.status devices.staff
SELECT device_id, status = 'in-use' AND returned_on = 9999999 AND staff = '' AS broken
FROM devices
WHERE (status = 'in-use' AND returned_on = 9999999) IS NOT FALSE

-- The holder of a device has departed.
-- needs: devices.status devices.staff roster.left_on
SELECT d.device_id, d.status = 'in-use' AND p.departed AND d.returned_on = 9999999 AS broken
FROM devices d LEFT JOIN person p ON p.staff_id = d.staff
WHERE (d.status = 'in-use' AND d.staff <> '') IS NOT FALSE

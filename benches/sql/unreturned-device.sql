-- The holder of a device has departed.
-- needs: devices.status devices.staff roster.left_on
-- events: devices
SELECT d.device_id, p.staff_id IS NOT NULL AND d.returned_on IS NULL AS broken
FROM devices d LEFT JOIN departed_person p ON p.staff_id = d.staff
WHERE d.status = 'in-use' AND d.staff IS NOT NULL

-- The holder of a device has departed. (Where nobody may have departed, no holder has, whoever it is.)
-- needs: devices.status devices.staff roster.left_on
SELECT d.device_id, d.status = 'in-use' AND CASE
  WHEN d.staff IS NOT NULL OR EXISTS (SELECT 1 FROM person a WHERE a.departed IS NOT FALSE) THEN p.departed
  ELSE FALSE
END AND d.returned_on = 9999999 AS broken
FROM devices d LEFT JOIN person p ON p.staff_id = d.staff
WHERE (d.status = 'in-use' AND d.staff <> '') IS NOT FALSE

-- A patient has several patient groups.
-- needs: groups.status groups.kind|groups.patient_id groups.patient_id
SELECT p.patient_id, count(*) > 1 AS broken
FROM patient_group g JOIN group_patient p ON p.group_id = g.group_id
GROUP BY p.patient_id

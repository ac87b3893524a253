-- A patient group has several patients.
-- needs: groups.status groups.kind|groups.patient_id groups.patient_id
WITH several AS (SELECT group_id FROM group_patient GROUP BY group_id HAVING count(*) > 1)
SELECT g.group_id, s.group_id IS NOT NULL AS broken
FROM patient_group g LEFT JOIN several s ON s.group_id = g.group_id

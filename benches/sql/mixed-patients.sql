-- A patient group has several patients.
-- needs: groups.status groups.kind|groups.patient_id groups.patient_id
SELECT group_id, belongs AND patients > 1 AS broken FROM patient_group

-- A patient has several patient groups.
-- needs: groups.status groups.kind|groups.patient_id groups.patient_id
SELECT patient_id, CASE WHEN sure > 1 THEN TRUE WHEN groups < 2 THEN FALSE END AS broken
FROM known_patient

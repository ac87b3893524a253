-- An own patient group has no patient.
-- needs: groups.status groups.kind|groups.patient_id @leader @strangers groups.patient_id
SELECT group_id, belongs AND patients = 0 AS broken FROM own_patient_group

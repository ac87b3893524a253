-- No consent of a patient names a signer.
-- needs: groups.status groups.kind|groups.patient_id @leader @strangers groups.patient_id consents.signed_on consents.signer
SELECT g.patient_id, g.belongs
  AND TRUE IN (SELECT c.is_given AND c.signer = '' FROM consent c WHERE c.patient_id = g.patient_id)
  AND NOT TRUE IN (SELECT c.is_given AND c.signer <> '' FROM consent c WHERE c.patient_id = g.patient_id) AS broken
FROM own_patient g

-- No copy of a consent of form 2 was handed over.
-- needs: groups.status groups.kind|groups.patient_id @leader @strangers groups.patient_id consents.signed_on consents.form consents.copy_given_on
SELECT g.patient_id, g.belongs AND TRUE IN (
  SELECT c.in_force AND c.form = 'form2' AND c.copy_given_on = 9999999 FROM consent c WHERE c.patient_id = g.patient_id
) AND NOT TRUE IN (
  SELECT c.in_force AND c.form = 'form2' AND c.copy_given_on <> 9999999 FROM consent c WHERE c.patient_id = g.patient_id
) AS broken
FROM own_patient g

-- It is not said which office keeps the consent of form 2.
-- needs: groups.status groups.kind|groups.patient_id @leader @strangers groups.patient_id consents.signed_on consents.form consents.held_by
SELECT g.group_id, g.patient_id, g.belongs AND TRUE IN (
  SELECT c.in_force AND c.form = 'form2' AND c.held_by = '' FROM consent c WHERE c.patient_id = g.patient_id
) AND NOT TRUE IN (
  SELECT c.in_force AND c.form = 'form2' AND c.held_by <> '' FROM consent c WHERE c.patient_id = g.patient_id
) AS broken
FROM own_group_patient g

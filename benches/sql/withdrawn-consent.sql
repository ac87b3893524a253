-- No consent of a patient of an own patient group is in force any more.
-- needs: groups.status groups.kind|groups.patient_id @leader @strangers groups.patient_id consents.signed_on consents.withdrawn_on
SELECT g.group_id, g.patient_id, g.belongs
  AND TRUE IN (SELECT c.is_withdrawn FROM consent c WHERE c.patient_id = g.patient_id)
  AND NOT TRUE IN (SELECT c.in_force FROM consent c WHERE c.patient_id = g.patient_id) AS broken
FROM own_group_patient g

-- A patient of an own patient group has given no consent.
-- needs: groups.status groups.kind|groups.patient_id @leader @strangers groups.patient_id consents.signed_on
SELECT g.group_id, g.patient_id, g.belongs AND NOT TRUE IN (
  SELECT c.is_given FROM consent c WHERE c.patient_id = g.patient_id
) AS broken
FROM own_group_patient g

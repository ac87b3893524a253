-- No consent of a patient of an own patient group is in force any more.
-- needs: groups.status groups.kind|groups.patient_id memberships groups.leader_id|memberships.role groups.patient_id consents.signed_on
SELECT g.group_id, g.patient_id, NOT EXISTS (
  SELECT 1 FROM consent_in_force c WHERE c.patient_id = g.patient_id
) AS broken
FROM own_group_patient g
WHERE EXISTS (SELECT 1 FROM given_consent c WHERE c.patient_id = g.patient_id)

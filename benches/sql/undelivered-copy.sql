-- No copy of a consent of form 2 was handed over.
-- needs: groups.status groups.kind|groups.patient_id memberships groups.leader_id|memberships.role groups.patient_id consents.signed_on
-- needs: consents.form consents.copy_given_on
SELECT c.patient_id, count(c.copy_given_on) = 0 AS broken
FROM consent_in_force c
WHERE c.form = 'form2' AND EXISTS (SELECT 1 FROM own_group_patient g WHERE g.patient_id = c.patient_id)
GROUP BY c.patient_id

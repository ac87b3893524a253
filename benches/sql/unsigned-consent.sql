-- No consent of a patient names a signer.
-- needs: groups.status groups.kind|groups.patient_id memberships groups.leader_id|memberships.role groups.patient_id consents.signed_on
-- needs: consents.signer
SELECT c.patient_id, count(c.signer) = 0 AS broken
FROM given_consent c
WHERE EXISTS (SELECT 1 FROM own_group_patient g WHERE g.patient_id = c.patient_id)
GROUP BY c.patient_id

-- The leader's office does not keep the consent of form 2.
-- needs: groups.status groups.kind|groups.patient_id memberships groups.leader_id|memberships.role groups.patient_id consents.signed_on
-- needs: consents.form consents.held_by staff
SELECT g.group_id, g.patient_id, count(CASE WHEN c.held_by = g.leader_account_office THEN 1 END) = 0 AS broken
FROM own_group_patient g JOIN consent_in_force c ON c.patient_id = g.patient_id
WHERE g.leader_account_office IS NOT NULL AND c.form = 'form2' AND c.held_by IS NOT NULL
GROUP BY g.group_id, g.patient_id

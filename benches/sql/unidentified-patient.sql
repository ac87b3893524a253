-- An own patient group has no patient.
-- needs: groups.status groups.kind|groups.patient_id memberships groups.leader_id|memberships.role groups.patient_id
SELECT g.group_id, NOT EXISTS (SELECT 1 FROM group_patient p WHERE p.group_id = g.group_id) AS broken
FROM own_patient_group g

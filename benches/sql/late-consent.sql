-- The first consent was given after the group was made, not longer than a year ago.
-- needs: groups.status groups.kind|groups.patient_id memberships groups.leader_id|memberships.role groups.patient_id groups.created_on
-- needs: consents.signed_on
WITH earliest AS (SELECT patient_id, min(signed_on) AS signed_on FROM given_consent GROUP BY patient_id)
SELECT g.group_id, g.patient_id,
  c.signed_on > $E AND (g.created_on IS NULL OR c.signed_on > g.created_on) AND c.signed_on >= $T - 365 AS broken
FROM own_group_patient g JOIN earliest c ON c.patient_id = g.patient_id

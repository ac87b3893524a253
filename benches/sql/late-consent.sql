-- The first consent was given after the group was made, not longer than a year ago.
-- needs: groups.status groups.kind|groups.patient_id @leader @strangers groups.patient_id groups.created_on consents.signed_on
WITH earliest AS (
  SELECT patient_id, min(CASE WHEN is_given THEN signed_on END) AS first_day, count(is_given) = count(*) AS is_known
  FROM consent WHERE is_given IS NOT FALSE GROUP BY patient_id
)
SELECT g.group_id, g.patient_id, g.belongs AND CASE
  WHEN c.first_day < $T - 365 OR c.first_day <= $E OR $E >= $T THEN FALSE
  WHEN g.created_on >= $T OR c.first_day <= g.created_on THEN FALSE
  WHEN c.is_known AND g.created_on IS NOT NULL THEN TRUE
END AS broken
FROM own_group_patient g JOIN earliest c ON c.patient_id = g.patient_id

-- The group of patients who no longer use MCS was archived late, not longer than a year ago.
-- needs: groups.status groups.kind|groups.patient_id @leader @strangers groups.patient_id groups.archived_on patients.status
WITH usage AS (
  SELECT gp.group_id,
    CASE
      WHEN count(CASE WHEN p.status = 'active' THEN 1 END) > 0 THEN FALSE
      WHEN count(p.status) = count(*) THEN TRUE
    END AS is_over,
    coalesce(max(CASE WHEN p.ended_on < 9999999 THEN p.ended_on END), -9999999) AS last_day,
    count(CASE WHEN p.ended_on < 9999999 THEN 1 END) = count(*) AS is_known
  FROM group_patient gp LEFT JOIN patients p ON p.patient_id = gp.patient_id
  GROUP BY gp.group_id
)
SELECT g.group_id, g.belongs AND u.is_over AND CASE
  WHEN g.archived_on IS NULL THEN CASE WHEN u.last_day + 14 >= $T THEN FALSE END
  WHEN g.archived_on BETWEEN $T - 365 AND $T AND g.archived_on > u.last_day + 14 THEN CASE WHEN u.is_known THEN TRUE END
  ELSE FALSE
END AS broken
FROM (SELECT *, status = 'archived' AND own AND of_patient AS belongs FROM known_group WHERE is_there) g
JOIN usage u ON u.group_id = g.group_id
WHERE (g.belongs AND u.is_over) IS NOT FALSE

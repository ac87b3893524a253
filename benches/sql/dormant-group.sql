-- Nobody has posted in an own patient group for long. Who has posted has done so since the group was made.
-- needs: groups.status groups.kind|groups.patient_id @leader @strangers groups.last_post_on groups.created_on
SELECT group_id, belongs AND CASE
  WHEN last_post_on IS NOT NULL THEN last_post_on < $T - 90
  WHEN created_on >= $T - 90 THEN FALSE
END AS broken
FROM own_patient_group

-- The leader's office does not keep the consent of form 2.
-- needs: groups.status groups.kind|groups.patient_id @leader @strangers groups.patient_id consents.signed_on consents.form consents.held_by staff
WITH kept AS (
  SELECT g.group_id, g.patient_id, l.staff_id, l.leads,
    TRUE IN (
      SELECT c.in_force AND c.form = 'form2' AND c.held_by <> '' AND c.held_by <> l.office
      FROM consent c WHERE c.patient_id = g.patient_id
    ) AND NOT TRUE IN (
      SELECT c.in_force AND c.form = 'form2' AND c.held_by = l.office FROM consent c WHERE c.patient_id = g.patient_id
    ) AS elsewhere
  FROM own_group_patient g JOIN leader l ON l.group_id = g.group_id
  WHERE l.in_staff AND (l.office <> '') IS NOT FALSE
),
weighed AS (
  SELECT group_id, patient_id, count(*) AS leaders,
    count(CASE WHEN elsewhere THEN 1 END) AS elsewhere, count(CASE WHEN NOT elsewhere THEN 1 END) AS in_order,
    count(CASE WHEN leads THEN 1 END) AS sure
  FROM kept GROUP BY group_id, patient_id
)
SELECT g.group_id, g.patient_id, g.belongs AND CASE
  WHEN w.in_order = w.leaders THEN FALSE
  WHEN w.elsewhere = g.candidates AND w.sure > 0 THEN TRUE
END AS broken
FROM own_group_patient g JOIN weighed w ON w.group_id = g.group_id AND w.patient_id = g.patient_id

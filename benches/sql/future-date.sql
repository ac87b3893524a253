-- A date of something done lies after the as-of date.
SELECT 'offices' AS table_name, 'applied_on' AS column_name, coalesce(max(applied_on) > $T, FALSE) AS broken FROM
  offices_read
UNION ALL SELECT 'staff' AS table_name, 'registered_on' AS column_name, coalesce(max(registered_on) > $T, FALSE) AS
  broken FROM staff_read
UNION ALL SELECT 'staff' AS table_name, 'last_login_on' AS column_name, coalesce(max(last_login_on) > $T, FALSE) AS
  broken FROM staff_read
UNION ALL SELECT 'staff' AS table_name, 'closed_on' AS column_name, coalesce(max(closed_on) > $T, FALSE) AS broken
  FROM staff_read
UNION ALL SELECT 'groups' AS table_name, 'created_on' AS column_name, coalesce(max(created_on) > $T, FALSE) AS
  broken FROM groups_read
UNION ALL SELECT 'groups' AS table_name, 'last_post_on' AS column_name, coalesce(max(last_post_on) > $T, FALSE) AS
  broken FROM groups_read
UNION ALL SELECT 'groups' AS table_name, 'archived_on' AS column_name, coalesce(max(archived_on) > $T, FALSE) AS
  broken FROM groups_read
UNION ALL SELECT 'memberships' AS table_name, 'invited_on' AS column_name, coalesce(max(invited_on) > $T, FALSE) AS
  broken FROM memberships_read
UNION ALL SELECT 'memberships' AS table_name, 'joined_on' AS column_name, coalesce(max(joined_on) > $T, FALSE) AS
  broken FROM memberships_read
UNION ALL SELECT 'pledges' AS table_name, 'signed_on' AS column_name, coalesce(max(signed_on) > $T, FALSE) AS broken
  FROM pledges_read
UNION ALL SELECT 'consents' AS table_name, 'signed_on' AS column_name, coalesce(max(signed_on) > $T, FALSE) AS
  broken FROM consents_read
UNION ALL SELECT 'consents' AS table_name, 'copy_given_on' AS column_name, coalesce(max(copy_given_on) > $T, FALSE)
  AS broken FROM consents_read
UNION ALL SELECT 'consents' AS table_name, 'withdrawn_on' AS column_name, coalesce(max(withdrawn_on) > $T, FALSE) AS
  broken FROM consents_read
UNION ALL SELECT 'trainings' AS table_name, 'held_on' AS column_name, coalesce(max(held_on) > $T, FALSE) AS broken
  FROM trainings_read
UNION ALL SELECT 'devices' AS table_name, 'lent_on' AS column_name, coalesce(max(lent_on) > $T, FALSE) AS broken
  FROM devices_read
UNION ALL SELECT 'devices' AS table_name, 'returned_on' AS column_name, coalesce(max(returned_on) > $T, FALSE) AS
  broken FROM devices_read
UNION ALL SELECT 'devices' AS table_name, 'lost_on' AS column_name, coalesce(max(lost_on) > $T, FALSE) AS broken
  FROM devices_read
UNION ALL SELECT 'devices' AS table_name, 'reported_on' AS column_name, coalesce(max(reported_on) > $T, FALSE) AS
  broken FROM devices_read
UNION ALL SELECT 'reviews' AS table_name, 'reviewed_on' AS column_name, coalesce(max(reviewed_on) > $T, FALSE) AS
  broken FROM reviews_read
UNION ALL SELECT 'incidents' AS table_name, 'discovered_on' AS column_name, coalesce(max(discovered_on) > $T, FALSE)
  AS broken FROM incidents_read
UNION ALL SELECT 'incidents' AS table_name, 'reported_on' AS column_name, coalesce(max(reported_on) > $T, FALSE) AS
  broken FROM incidents_read
UNION ALL SELECT 'incidents' AS table_name, 'authority_reported_on' AS column_name,
  coalesce(max(authority_reported_on) > $T, FALSE) AS broken FROM incidents_read
UNION ALL SELECT 'incidents' AS table_name, 'closed_on' AS column_name, coalesce(max(closed_on) > $T, FALSE) AS
  broken FROM incidents_read
UNION ALL SELECT 'guidelines' AS table_name, 'confirmed_on' AS column_name, coalesce(max(confirmed_on) > $T, FALSE)
  AS broken FROM guidelines_read
UNION ALL SELECT 'attestations' AS table_name, 'attested_on' AS column_name, coalesce(max(attested_on) > $T, FALSE)
  AS broken FROM attestations_read
UNION ALL SELECT 'posts' AS table_name, 'posted_on' AS column_name, coalesce(max(posted_on) > $T, FALSE) AS broken
  FROM posts_read

-- The first pledge was given after the account was made, not longer than a year ago.
-- needs: staff.status staff.registered_on pledges.signed_on
WITH earliest AS (SELECT staff, min(signed_on) AS signed_on FROM given_pledge GROUP BY staff)
SELECT a.staff_id,
  p.signed_on > $E AND (a.registered_on IS NULL OR p.signed_on > a.registered_on) AND p.signed_on >= $T - 365 AS broken
FROM own_account a JOIN earliest p ON p.staff = a.staff_id

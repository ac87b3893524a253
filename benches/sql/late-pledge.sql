-- The first pledge was given after the account was made, not longer than a year ago.
-- needs: staff.status staff.registered_on pledges.signed_on
WITH earliest AS (
  SELECT staff, min(CASE WHEN is_given THEN signed_on END) AS first_day, count(is_given) = count(*) AS is_known
  FROM pledge WHERE is_given IS NOT FALSE GROUP BY staff
)
SELECT a.staff_id, a.own AND CASE
  WHEN p.first_day < $T - 365 OR p.first_day <= $E OR $E >= $T THEN FALSE
  WHEN a.registered_on >= $T OR p.first_day <= a.registered_on THEN FALSE
  WHEN p.is_known AND a.registered_on IS NOT NULL THEN TRUE
END AS broken
FROM own_account a JOIN earliest p ON p.staff = a.staff_id

-- An invitation has been open for more than a fortnight.
-- needs: groups.status @leader @strangers memberships.status memberships.invited_on
SELECT group_id, staff_id, belongs AND invited_on < $T - 14 AS broken
FROM (SELECT *, status = 'invited' AND live AND own AND NOT departed AS belongs FROM group_member) m
WHERE belongs IS NOT FALSE

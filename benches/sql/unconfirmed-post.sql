-- A post was not confirmed by its author.
-- needs: posts.confirmed
-- events: posts
SELECT post_id, coalesce(confirmed, '') = 'no' AS broken FROM posts

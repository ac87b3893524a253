-- A post was not confirmed by its author.
-- needs: posts
-- events: posts
-- applies: posts.confirmed+
SELECT post_id, confirmed = 'no' AS broken FROM posts

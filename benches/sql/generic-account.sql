-- An own account is named for a place or a role. Latin words count as whole words, in the address before the @.
-- needs: staff.status staff.name+ staff.email+
WITH japanese(word) AS (
  VALUES ('共有'), ('共用'), ('事務'), ('受付'), ('代表'), ('当直'),
    ('ステーション'), ('事業所'), ('スタッフ'), ('携帯')
),
latin(word) AS (VALUES ('admin'), ('info'), ('office'), ('shared'), ('test')),
worded AS (
  SELECT staff_id, own, folded_name,
    '.' || replace(replace(lower(name), ' ', '.'), '　', '.') || '.' AS name_words,
    '.' || replace(replace(substr(folded_email, 1, instr(folded_email, '@') - 1), '-', '.'), '_', '.') || '.' AS email_words
  FROM own_account
)
SELECT a.staff_id, a.own AND (
  TRUE IN (SELECT instr(a.folded_name, j.word) > 0 FROM japanese j)
  OR TRUE IN (
    SELECT instr(a.name_words, '.' || l.word || '.') > 0 OR instr(a.email_words, '.' || l.word || '.') > 0
    FROM latin l
  )
) AS broken
FROM worded a

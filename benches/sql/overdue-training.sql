-- The holder of an own account has not been trained within a year. (Latin words are not looked for here.)
-- needs: staff.status staff.registered_on trainings.held_on trainings.topic
WITH word(word) AS (
  VALUES ('個人情報'), ('守秘'), ('秘密'), ('プライバシー'), ('情報セキュリティ'), ('セキュリティ'),
    ('情報漏'), ('情報管理'), ('情報共有'), ('メディカルケアステーション'), ('端末'), ('コンプライアンス')
),
attended AS (
  SELECT t.staff, t.held_on BETWEEN $T - 365 AND $T AND TRUE IN (SELECT instr(t.topic, w.word) > 0 FROM word w) AS counts
  FROM trainings t
)
SELECT staff_id, belongs AND NOT TRUE IN (SELECT t.counts FROM attended t WHERE t.staff = a.staff_id) AS broken
FROM (
  SELECT *, own AND NOT departed AND NOT on_leave AND registered_on < $T - 31 AS belongs FROM own_account
) a
WHERE belongs IS NOT FALSE

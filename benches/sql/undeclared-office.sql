-- Several offices are named, and it is not said which of them are own.
SELECT '–' AS subject, TRUE AS broken
WHERE NOT EXISTS (SELECT 1 FROM own_office) AND (SELECT count(*) FROM named_office) > 1

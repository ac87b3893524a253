-- Several offices are named, and it is not said which of them are own.
SELECT '–' AS subject, TRUE AS broken
WHERE NOT EXISTS (SELECT 1 FROM says_which_are_own) AND (SELECT count(*) FROM named_office) > 1

-- What DuckDB needs before load.sql: the tables of the folder $FOLDER as text, a day as a number, a part of a key, and
-- which columns the files have.

CREATE MACRO day_of(cell) AS TRY_CAST(cell AS DATE) - DATE '1970-01-01';
CREATE MACRO part(cell) AS replace(replace(cell, '%', '%25'), '/', '%2F');

CREATE VIEW raw_offices AS FROM read_csv('$FOLDER/offices.csv', header = true, all_varchar = true);
CREATE VIEW raw_patients AS FROM read_csv('$FOLDER/patients.csv', header = true, all_varchar = true);
CREATE VIEW raw_staff AS FROM read_csv('$FOLDER/staff.csv', header = true, all_varchar = true);
CREATE VIEW raw_groups AS FROM read_csv('$FOLDER/groups.csv', header = true, all_varchar = true);
CREATE VIEW raw_memberships AS FROM read_csv('$FOLDER/memberships.csv', header = true, all_varchar = true);
CREATE VIEW raw_roster AS FROM read_csv('$FOLDER/roster.csv', header = true, all_varchar = true);
CREATE VIEW raw_assignments AS FROM read_csv('$FOLDER/assignments.csv', header = true, all_varchar = true);
CREATE VIEW raw_pledges AS FROM read_csv('$FOLDER/pledges.csv', header = true, all_varchar = true);
CREATE VIEW raw_consents AS FROM read_csv('$FOLDER/consents.csv', header = true, all_varchar = true);
CREATE VIEW raw_trainings AS FROM read_csv('$FOLDER/trainings.csv', header = true, all_varchar = true);
CREATE VIEW raw_devices AS FROM read_csv('$FOLDER/devices.csv', header = true, all_varchar = true);
CREATE VIEW raw_reviews AS FROM read_csv('$FOLDER/reviews.csv', header = true, all_varchar = true);
CREATE VIEW raw_incidents AS FROM read_csv('$FOLDER/incidents.csv', header = true, all_varchar = true);
CREATE VIEW raw_guidelines AS FROM read_csv('$FOLDER/guidelines.csv', header = true, all_varchar = true);
CREATE VIEW raw_attestations AS FROM read_csv('$FOLDER/attestations.csv', header = true, all_varchar = true);
CREATE VIEW raw_posts AS FROM read_csv('$FOLDER/posts.csv', header = true, all_varchar = true);

CREATE TABLE given AS
SELECT substr(table_name, 5) AS table_name, column_name FROM duckdb_columns() WHERE table_name LIKE 'raw_%';

CREATE TABLE configured_own (office_id VARCHAR);

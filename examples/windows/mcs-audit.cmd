@echo off
rem The monthly audit of MCS: reports named by the day. Set the two folders. Kept in ASCII: a command file is read in the code page of the console.
rem Exit code: 0 all is well, 1 findings, 2 could not run, 3 a rule was not assessed. The task scheduler shows it.
setlocal
set TABLES=C:\MCS
set REPORTS=C:\MCS\reports
if not exist "%REPORTS%" mkdir "%REPORTS%"
"C:\Program Files\mcs-audit\mcs-audit.exe" check "%TABLES%" --quiet --lang ja --out-dir "%REPORTS%" --format text --format xlsx 2> "%REPORTS%\mcs-audit.log"
exit /b %ERRORLEVEL%

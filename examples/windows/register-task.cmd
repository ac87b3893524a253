@echo off
rem Registers the monthly audit that mcs-audit-task.xml describes, for the user who runs this.
rem To see how it went: schtasks /query /tn "MCS audit" /v /fo list
rem To take it away:    schtasks /delete /tn "MCS audit"
schtasks /create /tn "MCS audit" /xml "%~dp0mcs-audit-task.xml"
exit /b %ERRORLEVEL%

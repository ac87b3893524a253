@echo off
rem Registers the monthly audit: on the first of each month at 7:00, as the user who runs this.
rem To see how it went: schtasks /query /tn "MCS audit" /v /fo list
rem To take it away:    schtasks /delete /tn "MCS audit"
schtasks /create /tn "MCS audit" /tr "\"%~dp0mcs-audit.cmd\"" /sc monthly /d 1 /st 07:00
exit /b %ERRORLEVEL%

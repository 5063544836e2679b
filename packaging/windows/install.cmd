@echo off
rem Install Port Lore for yourself, from this script's folder, or remove it. No administrator is asked for.
rem
rem usage: install.cmd               into your personal folders of Wireshark; over an older Port Lore, too
rem        install.cmd --uninstall   remove it; your own dossiers and the table of ports stay
rem
rem   environment: WIRESHARK   the folder where Wireshark is (C:\Program Files\Wireshark)
setlocal
set series=@wireshark_series@
set settings=%APPDATA%\Wireshark
set plugins=%settings%\plugins\%series%\epan
set profile=%settings%\profiles\Port Lore
if not defined WIRESHARK set WIRESHARK=%ProgramFiles%\Wireshark
if "%~1"=="--uninstall" goto uninstall
if not "%~1"=="" goto usage

rem Whoever double-clicked it is to read what it says before its window goes.
call :install
set result=%errorlevel%
pause
exit /b %result%

:install
if not exist "%WIRESHARK%\tshark.exe" (
    echo install.cmd: there is no "%WIRESHARK%\tshark.exe". Install Wireshark %series% first; or say where it is: set WIRESHARK=FOLDER 1>&2
    exit /b 1
)
set found=
for /f "tokens=3" %%v in ('""%WIRESHARK%\tshark.exe" --version 2^>nul"') do if not defined found set found=%%v
for /f "tokens=1,2 delims=." %%a in ("%found%") do set found=%%a.%%b
if not "%found%"=="%series%" (
    echo install.cmd: this Port Lore is for Wireshark %series%, and "%WIRESHARK%" has %found%. Get Port Lore's zip for %found%. 1>&2
    exit /b 1
)
if not exist "%plugins%" mkdir "%plugins%"
copy /y "%~dp0portlore.dll" "%plugins%\portlore.dll" >nul
if errorlevel 1 (
    echo install.cmd: portlore.dll could not be copied to "%plugins%". Close Wireshark, and try again. 1>&2
    exit /b 1
)
if exist "%profile%" rmdir /s /q "%profile%"
mkdir "%profile%"
copy /y "%~dp0Port Lore\*" "%profile%" >nul
if errorlevel 1 (
    echo install.cmd: the profile could not be copied to "%profile%". 1>&2
    exit /b 1
)
echo Port Lore @PROJECT_VERSION@ is installed: %plugins%\portlore.dll
echo Try it: start Wireshark, choose the profile Port Lore at the bottom right, and open a capture.
exit /b 0

:uninstall
if exist "%plugins%\portlore.dll" del "%plugins%\portlore.dll"
if exist "%plugins%\portlore.dll" (
    echo install.cmd: portlore.dll is in use. Close Wireshark, and try again. 1>&2
    exit /b 1
)
if exist "%profile%" rmdir /s /q "%profile%"
echo Port Lore is removed.
exit /b 0

:usage
for /f "tokens=1* delims= " %%a in ('findstr /b /c:"rem" "%~f0"') do echo.%%b
exit /b 2

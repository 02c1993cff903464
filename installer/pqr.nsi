; Installer for one computer, silent with /S; versions lie side by side and an open program is not disturbed.
; makensis -DVERSION=0.1.0 -DSOURCE=dist\BandejaPQR installer\pqr.nsi      Not yet run on Windows.
Target amd64-unicode
!ifndef VERSION
  !error "give -DVERSION=x.y.z, the one of app/version.py"
!endif
!ifndef SOURCE
  !define SOURCE "..\dist\BandejaPQR"
!endif
!include MUI2.nsh
!include FileFunc.nsh
!include x64.nsh
!include LogicLib.nsh
Name "Bandeja PQR"
OutFile "BandejaPQR-${VERSION}-x64.exe"
RequestExecutionLevel admin
SetCompressor /SOLID lzma
InstallDir "$PROGRAMFILES64\BandejaPQR"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\BandejaPQR"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "Bandeja PQR"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "Instalador de Bandeja PQR"
VIAddVersionKey /LANG=0 "LegalCopyright" "Apache-2.0"
; Signing: -DSIGN="signtool sign /fd sha256 /tr ..." signs installer and uninstaller as they are written.
!ifdef SIGN
  !finalize '${SIGN} "%1"'
  !uninstfinalize '${SIGN} "%1"'
!endif
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Spanish"

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "Bandeja PQR necesita Windows de 64 bits." /SD IDOK
    Abort
  ${EndIf}
  SetRegView 64
  ReadRegStr $0 HKLM "${KEY}" "InstallLocation"
  ${If} $0 != ""
    StrCpy $INSTDIR $0
  ${EndIf}
FunctionEnd

Section
  SetRegView 64
  SetShellVarContext all
  ; The shortcut changes last: a copy that was cut leaves the former version as it was.
  SetOutPath "$INSTDIR\app-${VERSION}"
  File /r "${SOURCE}\*"
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\Desinstalar.exe"
  CreateDirectory "$SMPROGRAMS\Bandeja PQR"
  CreateShortcut "$SMPROGRAMS\Bandeja PQR\Bandeja PQR.lnk" "$INSTDIR\app-${VERSION}\BandejaPQR.exe"
  WriteRegStr HKLM "${KEY}" "DisplayName" "Bandeja PQR"
  WriteRegStr HKLM "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${KEY}" "UninstallString" '"$INSTDIR\Desinstalar.exe"'
  WriteRegStr HKLM "${KEY}" "QuietUninstallString" '"$INSTDIR\Desinstalar.exe" /S'
  WriteRegDWORD HKLM "${KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKLM "${KEY}" "EstimatedSize" $0
SectionEnd

Section Uninstall
  SetRegView 64
  SetShellVarContext all
  RMDir /r "$SMPROGRAMS\Bandeja PQR"
  FindFirst $1 $2 "$INSTDIR\app-*"
  again:
    StrCmp $2 "" done
    RMDir /r "$INSTDIR\$2"
    FindNext $1 $2
    Goto again
  done:
  FindClose $1
  Delete "$INSTDIR\Desinstalar.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKLM "${KEY}"
SectionEnd

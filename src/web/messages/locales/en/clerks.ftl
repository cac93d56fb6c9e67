## Files

file-not-there = There is no file { $file }. Check its name and folder.
file-not-readable = The file { $file } can't be opened ({ $error }).
file-format = { $file } is neither an .xlsx nor a .csv table. Open it in Excel and save it as .xlsx.
file-old-or-locked = { $file } is an old Excel file (.xls), or has a password. Open it in Excel, take the password off if there is one, and save it as .xlsx.
file-open-mark = { $file } is no table, but a file that Excel keeps while the table is open. Choose the file without “~$” before its name.
file-damaged = { $file } is damaged and can't be read. Open it in Excel or LibreOffice, save it as a new .xlsx, and try again.
file-encoding = { $file }: line { $line } is not Unicode (UTF-8). Save the table as .xlsx or as “CSV UTF-8”. If it is written in .VnTime or VNI fonts, convert it to Unicode first.
file-csv = { $file } can't be read as a CSV table ({ $error }). Save the table as .xlsx.
file-too-long = { $file } has more than { $most } rows. Split it, and import the parts one after the other.

## Corrections

correction-approved = The correction of certificate { $certificate } is approved. Its place in the public log: { $index }.
correction-dismissed = The correction of certificate { $certificate } is dismissed. The certificate has not changed.
correction-none = No correction of certificate { $certificate } waits to be approved.
correction-other = Another correction of certificate { $certificate } was proposed since. Look at it (correction list) before you decide.
correction-one-person = Who proposed a correction can't approve it: it takes two people. Have somebody else approve it, or, where there is nobody else, add --alone (the audit record keeps that).
go-on = Go on? [y/N]
not-wanted = nothing was changed

## Folders and services, as the commands of the register meet them

folder-not-let-in = The service of { $folder } does not let you in. Have its operator add you to the group that it lets in (setting serve.control_group), then sign in anew.
folder-not-yours = The service is off, and the folder { $folder } is somebody else's. Have its operator start the service.
folder-of-another-user = The folder { $folder } belongs to the user { $owner }. Run the command as that user: runuser -u { $owner } -- ocop-stamp …
folder-in-use = Another command works on { $folder }. Wait until it is done, then try again.
folder-none = { $folder } is no data folder. Check the path behind --data.
passphrase-needed = The service is off, so the keys' passphrase is needed: add --passphrase-file and the name of its file, or have the operator start the service.
service-silent = The service does not answer. What was asked for may have been done. Try again: the same table is not recorded twice. If that does not help, let who runs the service look at its log.
place-unnamed = Say whom to ask: --url and the address of the service, with a token; or --data and the data folder, on the machine of the service.
place-not-encrypted = { $url }: a token is sent over https:// only, since anybody on the way could read it.
token-none = { $url } asks for a token: add --token-file and the name of the file that holds it, or set OCOP_STAMP_TOKEN.
token-bad = This is no token of ocop-stamp, or mistyped. A token begins with ocopstamp_ and is shown once, when it is made.
token-over = This token works no more: it was revoked, has expired, or its account was closed. Make a new one.
not-permitted = This account, or this token, is not for this. Use a token with the right scope, or ask an officer of the province. The service says: { $why }.
file-exists = There is a file { $file } already. Choose another name; the old file has not changed.
file-ending = { $file }: the name has to end in .xlsx or .csv.
no-terminal = There is no terminal to ask at. If it is certain, add --yes.
reading-pictures = Reading pictures

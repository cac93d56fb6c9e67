### What an import of the register says of a table, cell by cell: what is wrong, and what would be done.

## Places

place-cell = Sheet { $sheet }, cell { $column }{ $row } ({ $heading })
place-row-of = Sheet { $sheet }, row { $row } ({ $heading })
place-row = Sheet { $sheet }, row { $row }
place-column = Sheet { $sheet }, column { $column }
place-sheet = Sheet { $sheet }

grade-bad = ERROR
grade-doubtful = Look at this
grade-note = Note

## What is wrong with a table

no-header = No header row was found. It needs the column Tên sản phẩm and at least two more that we know; see the template (--template).
no-register = There is a header here, but no column Hạng sao, Số QĐ or Số GCN, so it is no list of certificates. Add those columns. A sheet that is not to be read can be hidden in Excel: right-click its name, choose Hide.
sheet-passed-by = This sheet is passed by, since it has no column Hạng sao, Số QĐ or Số GCN. If it is a list of certificates, add those columns; if not, nothing needs to be done.
sheet-without-header = This sheet is not read, since no row of it looks like a header. If it is a list of certificates, give it a header as in the template (--template); if not, nothing needs to be done.
sheet-hidden = This sheet is not read, since it is hidden. If it should be, right-click the name of a sheet in Excel and choose Unhide; if not, nothing needs to be done.
other-encoding = The text on this sheet is in the encoding { $encoding } (fonts { $fonts }), not in Unicode, and can't be read.
other-encoding-in-rows = { $count ->
        [one] 1 row has
       *[other] { $count } rows have
    } text in the encoding { $encoding } (fonts { $fonts }), not in Unicode, which can't be read: { $count ->
        [one] row
       *[other] rows
    } { $rows }.
other-encoding-example = For example “{ $text }”.
other-encoding-how = Copy that text, open UniKey's tool “Chuyển mã” (Ctrl+Shift+F6), choose { $encoding } as its source, Unicode as its target and “Chuyển mã clipboard”, press “Chuyển mã”, paste the text back, change its font to Times New Roman, and import again.
no-rows = There is no certificate below the header.
column-missing = The column { $heading } is missing. Add it anywhere.
column-missing-for-rows = The column { $heading } is missing, and { $count ->
        [one] 1 row needs it (row
       *[other] { $count } rows need it (rows
    } { $rows }). Add it anywhere, and write { $expected }.
column-twice = This column means the same as column { $read }. Only that one is read.
column-unknown = The column “{ $heading }” is not known. It is passed by.
rows-hidden = { $count ->
        [one] 1 row that is hidden (by a filter, or by hand) is read all the same: row
       *[other] { $count } rows that are hidden (by a filter, or by hand) are read all the same: rows
    } { $rows }. Delete those that are not to be imported.
columns-hidden = Columns that are hidden are read all the same: { $columns }. Delete those that are not to be imported.
row-skipped = No certificate: “{ $text }”. The row is passed by.

## What is wrong with a cell

missing = The cell is empty, and must not be. Write { $expected }.
unreadable = “{ $cell }” can't be read. Write { $expected }.
unreadable-private = This cell can't be read. Write { $expected }.
day-out-of-range = { $day } is too early or too late: certificates here have to end in the years from 2020 to 2198. Look at the year again.
too-long = { $characters } characters, of which there may be { $most }. Make it shorter, or put it into the column where it belongs.
variants-disagree = There are { $here } values here, but { $contents } net contents. Write one for each in the same order, with semicolons between; write “-” where there is none.
contents-taken-apart = Understood as { $count } net contents: { $contents }. If it is one, write it again without commas between its parts.
perhaps-several = “{ $content }” is read as one net content. If there are several, write them with semicolons between, or each on a line of the cell.
former-province = No province is called “{ $former }” today. Understood as { $province } (code { $code }).
commune-elsewhere = This commune belongs to { $province }, not to the province in its column. Mend one of the two.
twice = The same certificate as in row { $row }, with other content. Keep one row, or make them alike.
number-unknown = There is no certificate { $number } here. Leave the cell empty for a new one.
replaces-unknown = No certificate { $number } was found. This one is recorded all the same, without that link.
replaces-several = Several certificates have the number { $number }. This one is recorded all the same, without that link.
withdrawal-incomplete = Said to be withdrawn, but the decision's number, its date or the reason is missing. Write all three.
end-incomplete = Said to have ended early, so “Có giá trị đến” has to be a day before the recorded last one.
expired-but-runs = Withdrawn because it expired, but it runs until { $day }. Write the true reason.
holder-ambiguous = Several holders in the province have this name. Write the tax code to tell them apart.
picture-refused = The picture { $file } can't be used: { $error }.
picture-outside-the-folder = it has to be in the folder of pictures (the table's, unless --pictures names another) or below it
picture-not-there = there is no such file in the folder of pictures (--pictures)
picture-similar = there is no such file, but there is { $similar }; write that name
picture-not-readable = the file can't be opened ({ $error })
picture-too-large = the file is too large, { $most } MB at most
picture-is-none = not a PNG or JPEG that can be read; save a phone's HEIC as JPEG first
picture-too-detailed = it has too many details to become small; choose a plainer picture
picture-not-sent = it was not sent with the table
text-refused = This can't stand in the public log: { $error }.
text-too-long = it is longer than 200 bytes (a letter with diacritics takes 2 or 3). Make it shorter
text-empty = it is empty. Write something
text-control-character = there is a control character in it that nobody sees. Empty the cell and type it again
text-not-nfc = letters and their diacritics are apart (Unicode NFD). Empty the cell and type it again in NFC
text-misspelt = it is not spelt as it has to be. Look at it again
register-full = All numbers for certificates are used. No new one can be recorded.

## What should be looked at

kind-from-name = The kind is not given. Understood from the name as { $kind }.
level-from-issuer = The level is not given. Understood from the body's name as { $level }.
group-of-its-day = The number's meaning has changed. By the rules on the decision's day it is { $group }.
zero-put-back = Excel dropped the leading zero. It is put back.
last-day-counted = No last valid day is given. By the rules it is { $day }.
four-until-confirmed = Only proposed for five stars. Recorded as 4 stars until the ministry decides.
reason-in-own-words = The reason “{ $text }” is not in the list, so it is recorded as “Khác”. The list: { $choices }. If it was withdrawn for food safety, write “an toàn thực phẩm”, so that who scans a stamp is warned.
withdrawn-by-other = The withdrawing body is not the one that issued it. Recorded as it stands.
still-withdrawn = The table says in force, but it is revoked in the log. Nothing is changed; to take the revocation back, use the command lift.
over-by-date = The table says in force, but by its date it is over. Nothing is changed.
variant-kept = The net content “{ $content }” is not in the table any more. It is kept, since stamps may be printed for it.
spelled-better = Written without diacritics. The known spelling is kept: “{ $known }”.
nothing-to-pack = No net content is given, so no stamps can be issued for this product yet.
number-disagrees = This row is certificate { $found } here, not the number that is given. Mend the cell, or leave it empty.
variant-twice = The net content “{ $content }” stands twice. Keep one.
holder-other-name = This tax code is known, with the name “{ $known }”. Recorded for that holder; if it is another one, mend the tax code.
paper-number-known = This holder, or a product of this name, has a certificate of that number already: certificate { $certificate } here. Recorded as a new one; to correct the old one, write that number into “Số trong hệ thống”.
withdrawal-taken-back = This withdrawal was entered before and taken back. It is not entered again.
withdrawn-by-other-decision = Withdrawn already, by Decision { $known }. Nothing is changed.
reason-understood = Goes into the public log with the reason: { $reason }.
withdrawal-understood = Goes into the public log, from which nothing is taken away: withdrawn by Decision { $decision } of { $day } by { $body }, reason: { $reason }. Hold it against the decision.
withdrawal-understood-from = Goes into the public log, from which nothing is taken away: withdrawn by Decision { $decision } of { $day } by { $body }, in force from { $from }, reason: { $reason }. Hold it against the decision.
end-understood = Goes into the public log, from which nothing is taken away: ended before its time by Decision { $decision } of { $day } by { $body }, reason: { $reason }. Hold it against the decision.
withdrawn-before = The withdrawal's decision is dated before the certificate's own ({ $day }). Mend one of the two.
withdrawn-in-the-future = The withdrawal's decision is dated { $day }, which is to come. Mend the date; if it was signed and holds from a later day, add “hiệu lực từ ngày …”.
runs-by-date = The table says that it is over, but by its decision the certificate is valid until { $day }. It is recorded as in force. If it was withdrawn or ended early, say so in the column Trạng thái.
suspension-not-entered = Suspensions do not come from tables. An inspector enters them with the command suspend.
withdrawal-without-status = There is a decision, a date or a reason of a withdrawal, but the column Trạng thái says neither “Thu hồi” nor “Chấm dứt trước hạn”. Write the state, or empty those cells.
dates-disagree = The decision's cell says { $day }, and the date's own cell another day. Make them alike.
ends-before-it-begins = The day in the column “Có giá trị đến” has to be after the day of the decision ({ $day }). Mend one of the two.
older-in-force = This product has an older certificate, number { $paper }, valid until { $day }. Both stay in force. If this one replaces it, write { $paper } into “Thay thế GCN số”.
older-in-force-without-number = This product has an older certificate without a number, valid until { $day }. Both stay in force. If this one replaces it, give that one its number and write it into “Thay thế GCN số”.
newer-in-force = This product has a newer certificate, number { $paper }, valid until { $day }. Both stay in force. If that one replaces this one, write this one's number into “Thay thế GCN số” in the row of the newer one, and import that row again.
newer-in-force-without-number = This product has a newer certificate without a number, valid until { $day }. Both stay in force. If that one replaces this one, write this one's number into “Thay thế GCN số” in the row of the newer one, and import that row again.
gtin-elsewhere = The GTIN { $gtin } is recorded for another product: “{ $product }” of { $producer }. A GTIN is one product's. Recorded as it stands; look at it again.
gtin-twice = The GTIN { $gtin } stands at two net contents of this product. A GTIN is that of one. Recorded as it stands; look at it again.
code-elsewhere = This code is recorded for a product of another holder: “{ $product }” of { $producer }. Recorded as two products; look at it again.
ditto = This cell refers to the row above (“nt”, “như trên” or ditto marks ″, //), but each row is read by itself. Write it out.
looks-private = As many digits as a telephone's or an identity card's, in a column that everybody can see. If that is private, take it out of this column.
looks-garbled = There is a word here that looks like text for an old font (.VnTime, VNI-Times), not like Unicode. Recorded as it stands; if it is, type it again in Unicode.
same-row = The same as row { $row }. It is recorded once.
changed = “{ $from }” is recorded, and “{ $to }” takes its place.
changed-unsaid = Takes the place of what is recorded.
added = “{ $to }” is added; nothing was recorded before.
added-unsaid = It is added; nothing was recorded before.
newer-kept = Differs from what goes with the newest certificate of this holder or product. It is not recorded; to change that, mend the row of the newest certificate.
rows-disagree = Differs from row { $row } (sheet { $sheet }) of the same holder or product, with the same day of decision. Row { $row } is recorded; make the two alike.
waits-for-correction = Not recorded yet. Once the correction of this certificate is approved, import the table again to record it.
probably-known = Probably certificate { $certificate } here (the same product, holder and body), which has “{ $recorded }” in this place. Recorded as a new one; to correct the old one, write { $certificate } into “Số trong hệ thống”.
probably-the-same = Probably the same certificate as row { $row } (the same product, holder and body), which has “{ $recorded }” in this place. Recorded as two; if they are one, keep one row.
paper-number-in-row = The same certificate number as row { $row }, with the same holder or a product of that name. Recorded as two; if they are one, keep one row.
tax-code-elsewhere = This tax code is another holder's: “{ $producer }”. Mend the tax code, or the number in “Số trong hệ thống”.
correction = Recorded is “{ $from }”, the table says “{ $to }”. It is not overwritten; a second person has to approve the correction.
correction-of-nothing = Nothing is recorded, the table says “{ $to }”. It is not recorded at once; a second person has to approve the correction.

doubt-points-outside-band = The points do not fit the stars.
doubt-issuer-level = By the rules of that day another level grants these stars.
doubt-level-was-gone = That level did not exist on that day.
doubt-valid-too-long = Valid for longer than 36 months from the decision.
doubt-valid-shorter = Valid for less than 36 months from the decision.
doubt-before-the-programme = Decided before the OCOP programme began (7 May 2018).
doubt-decided-in-the-future = The decision's date is in the future.
doubt-upgrade-without-more-stars = Said to be upgraded, but it has no more stars than before.
doubt-replaces-other-product = It replaces a certificate of another product.
doubt-replaces-later = It replaces a certificate that was not decided earlier.
doubt-kind-and-replaced = New, renewed or upgraded does not fit the column “Thay thế GCN số”.

## What a cell should hold

expected-text = a text of at most 200 characters
expected-named = what the column “{ $heading }” is for, in at most 200 characters
expected-replaces = the number of the certificate that is replaced, in at most 200 characters
expected-group = one group: I, II, III, IV, V, VI, or its name
expected-gtin = a GTIN of 8, 12, 13 or 14 digits with a right check digit; several with semicolons between
expected-producer-kind = DN (enterprise), HTX (cooperative), THT (cooperative group), HKD (household business or workshop), or Khác for any other (a committee, a management board, an association, a community, a person)
expected-tax-code = a tax code of 10 or 13 digits, or the number of the business registration
expected-commune-code = today's commune, 5 digits
expected-province-code = today's province by its 2 digits (such as 38) or its name (such as Thanh Hóa); where the whole table is of one province, the column may stay empty with --province and the province's code added to the command (such as --province 38 for Thanh Hóa)
expected-points = points from 0 to 100
expected-stars = 3, 4 or 5
expected-yes-no = Có or Không
expected-kind = Mới, Công nhận lại or Nâng hạng
expected-decision = a decision's number, such as 5445/QĐ-UBND, with its date unless that has a column
expected-date = a date as day/month/year, such as 23/12/2025
expected-issuer-level = Huyện, Tỉnh or Trung ương
expected-status = Còn hiệu lực, Hết hạn, Chấm dứt trước hạn or Thu hồi
expected-quota = a number of stamps, such as 20000
expected-certificate = the certificate's number in this service
expected-location-code = a GLN of 13 digits or a commune of 5 digits
expected-listed = a text; several with semicolons between
expected-picture = the name of a PNG or JPEG file beside the table
expected-passed-by = not read
needed = Needed: { $expected }
private-to-office = For the office alone: { $expected }

## The template and the report

guide-sheet = Guide
guide-title = One row for each certificate, below the header of the sheet OCOP. The columns' order is free; leave out what you don't need.
report-read = { $count } certificates were read.
report-would = If this table were imported:
report-certificates = Certificates: { $recorded } recorded, { $unchanged } unchanged, { $corrections } corrections to be approved, { $withdrawn } withdrawn, { $ended } ended.
report-parties = Producers with something new: { $producers }. Products with something new: { $products }.
report-refused = Nothing was imported: { $bad } places are wrong. Mend them and try again.
report-dry-run = This was a dry run, nothing was imported.
report-imported = Imported.
report-nothing-new = There was nothing new.
report-log-one = Position in the public log: { $index }.
report-log = Positions in the public log: { $first } to { $last }.
report-more = … and { $hidden } more; see all with --all or --json.
report-same-in-column = … and { $count } more like it in column { $column }: { $count ->
        [one] row
       *[other] rows
    } { $rows }
report-same = … and { $count } more like it: { $count ->
        [one] row
       *[other] rows
    } { $rows }
report-grouped = What is alike was put together; see each with --all or --json.
corrections-how = Approve with correction approve, dismiss with correction dismiss, and the certificate's number.
no-corrections = No correction waits to be approved.
correction-waits = Certificate { $certificate } ({ $product }, { $producer }), proposed by { $by } on { $date }:
correction-change = { $heading }: “{ $from }” to “{ $to }”
correction-change-of-nothing = { $heading }: nothing, to be “{ $to }”
correction-decided = By Decision { $decision } of { $day } by { $body }

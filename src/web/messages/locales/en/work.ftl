### Pages that producers work with: certificates, batches, files, what became of stamps.

## Certificates

work-certificates-title = Your certificates
work-certificates-advice = Choose a product to ask for stamps.
work-certificate = No. { $number } · { $stars } stars · until { $until } · { $standing }
work-no-certificates = There is no certificate yet.
work-proposed = Your request was sent. The batch appears once an officer has approved it.
work-request = Ask for stamps
work-request-title = Ask for stamps
work-quantity = Stamps
work-quantity-hint = Ask for what you will use: stamps that are left can't be used with a later certificate.
work-quantity-wrong = Say how many stamps, at least 1.
work-variant = Pack
work-printer = Who prints
work-printer-own = You (stamps are in use at once)
work-printer-house = A print house (in use once you say they were received)
work-printer-house-pin = A print house, each stamp with a PIN under a scratch layer (in use once you say they were received)
work-look = Look first
work-request-submit = Ask for them
work-plan-days = The certificate has { $days } days left, until the end of { $until }.
work-plan-unused = { $unused } stamps are unused now.
work-plan-left-over = As stamps were used since { $since }, about { $left } will be left over when it ends.
work-plan-no-estimate = Too little is known to say how many will be left over.
work-plan-approval = The quota of twelve months leaves { $left } stamps, so an officer has to approve.
work-plan-replaced = Another certificate took the place of this one: ask for stamps of that.
work-plan-old = { $unused } stamps of the old certificate are unused: remember to void them.
work-unused = Unused stamps
work-unused-submit = Void { $stamps } stamps
work-unused-note = This can't be taken back. The stamps: { $ranges }

## Batches

work-batches-title = Batches
work-batches-advice = The newest first.
work-no-batches = There is no batch yet.
work-batch-name = Batch { $batch } · { $product }
work-counts = { $stamps } stamps: { $used } used, { $spoiled } spoiled, { $left } left
work-issued-on = Issued on { $date }
work-open = Open
work-batch-title = Batch
work-issued = The batch is issued. Now make the files to print.
work-stamps = Stamps
work-used = Used
work-spoiled = Spoiled, lost, voided
work-left = Left
work-not-received = Not received yet
work-valid-until = To be used until
work-of-batch = Batch { $batch }. { $product }

## What becomes of stamps

work-received = Stamps received
work-received-advice = Say that the print house delivered them. From then on a scan finds them valid.
work-received-submit = Received
work-received-done = It is recorded that they were received.
work-stamped = Today's stamping
work-stamped-advice = Give the first and the last stamp that you used.
work-stamped-submit = Record
work-stamped-done = It is recorded what was stamped.
work-void = Void spoiled or lost stamps
work-void-advice = This can't be taken back: a scan will say that they are revoked.
work-void-submit = Void these stamps
work-void-seen = { $count } stamps will be void for good, { $first } to { $last }. Look again, then press once more.
work-voided = The stamps are voided.
work-first = First stamp
work-last = Last stamp
work-stamp-hint = The number on the stamp, as { $serial }, its 16 characters, or the link that a scan opens.
work-last-hint = Leave it empty for a single stamp.
work-lot = Lot
work-lot-hint = Letters without accents, digits, and . / _ -
work-made-on = Made on
work-best-before = Best before
work-range-backwards = The last stamp stands before the first one.
work-declaration-wrong = The lot or a day is not right.

## Files

work-print-jobs = Files to print
work-print = Make files to print
work-print-job = Print job { $job }
print-state-waiting = Waiting
print-state-running = Being made
print-state-done = Done
print-state-cancelled = Cancelled
print-state-deleted = Files deleted, their time was over
print-failure-disk-full = Stopped: the server has no room. Tell the office, then continue.
print-failure-not-now = Stopped: the server can't do it now. Continue in some minutes.
print-failure-other-bytes = Stopped: the files would differ from those made before. Order another print.
print-failure-failed = Stopped by a fault. Tell the office.
work-print-made = { $done } of { $stamps } stamps
work-print-kept = Kept until { $until }
work-print-cancel = Cancel
work-print-delete = Delete the files
work-print-resume = Continue
work-print-ordered = The order is taken. Reload this page to see how far it is.
work-print-cancelled = It is cancelled, and its files are deleted.
work-print-what = Print as
work-print-on-sheets = PDF, A4 with { $labels } labels ({ $product })
work-print-single = PDF, a page a label, for print houses
work-print-press = PDF, sheets of 325 × 480 mm, for print houses
work-print-svg = ZIP of labels as SVG
work-print-png = ZIP of labels as PNG
work-print-csv = CSV for variable data
work-print-label = Label (mm)
work-print-label-hint = As 40x25. Needed for PDF for print houses, SVG and PNG.
work-print-dpi = Printer (dpi)
work-print-dpi-hint = As 203, 300, 600. The office's setting if left empty.
work-print-begin-at = Begin at label
work-print-begin-at-hint = To use up a sheet; the first if left empty.
work-print-only-sheet = Only sheet
work-print-only-sheet-hint = All of them if left empty.
work-print-reason = Why again
reprint-spoiled = The print is spoiled, and was destroyed
reprint-not-printed = It was never printed
reprint-other-format = On other labels, the print before was destroyed
work-print-submit = Make the files
work-print-wrong = The size or a number is not right.
work-print-sheets = { $sheets } sheets.
work-print-files = { $files } files.
work-link = Make a link for a print house
work-link-advice = With it a print house downloads the files without an account. It is shown once.
work-link-name = Print house
work-link-days = Days (1–60)
work-link-downloads = Downloads of each file (1–20)
work-link-made = A link for the print house
work-link-made-advice = Send it to { $name } now: it is not shown again. It works until { $until }.

## Why something is refused

work-refused-certificate = The certificate is over or suspended, so no stamps are issued.
work-refused-quantity = A batch has 1 to 16,777,216 stamps.
work-refused-stamp = There is no such stamp in the batch. Give its number, its short code, or the link that a scan opens.
work-refused-range = The batch has no such stamp.
work-refused-declaration = A day or the lot is not right: look at the day of production and the use-by date.
work-refused-too-small = No printer prints a label of this size: take a larger one, or another resolution.
work-refused-profile = It can't be printed like that: look at the label's size, the resolution and the label to begin at.
work-refused-pins = This batch has PINs, and an office's printer makes no scratch layer: take a PDF for a print house.
work-refused-no-size = Give the label's size, such as 40x25.
work-refused-not-received = Some of these stamps were not received from the print house yet: say so first, or a scan will say that they are not activated.
work-refused-sheet = The print has no such sheet.
work-refused-reason = Files of this batch were made before: say why again. Lost stamps are voided, not printed again.
work-refused-revoked = The batch is revoked, so it is not printed.
work-refused-state = The print job has moved on. Load the page again.
work-refused-many = Too much waits already. Cancel some, or wait.
work-refused-link = Give a name, 1 to 60 days and 1 to 20 downloads.
work-refused-still-runs = The certificate still runs and none took its place, so not all is voided.
work-refused-used-since = The number of unused stamps has changed. Look again.

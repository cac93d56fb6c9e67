### Pages around print jobs: what a print house gets by a link, and the delivery slip.

## A link

print-link-title = Files to print stamps
print-link-advice = Download them before { $time } on { $date }. If the connection breaks, downloading again within an hour from the same network is not counted.
print-link-files = Files
print-link-pins = These files hold the PIN of each stamp: keep them secret, give them to nobody else, and delete them after printing. The file named "scratch" is the scratch layer, printed over the rest in register.
print-link-not-yet = The files are being made. Open this page again in a few minutes.
print-link-stopped = Making the files has stopped. Ask whoever sent the link.
print-link-deleted = The files were deleted. Ask whoever sent the link.
print-link-left = { $left } downloads left
print-link-fetch = Download
print-link-how = When printing
print-link-scale = Print at 100 %: no scaling, no conversion to pictures.
print-link-ink = The symbol in black only (100 % K), and nothing in the white margin around it.
print-link-destroy = Destroy misprints; each stamp may be printed once only.
print-link-over-title = This link no longer works
print-link-over-advice = It has expired, all its downloads were used, or it was revoked. Ask whoever sent it for a new one.

## The delivery slip

slip-title = Delivery slip for stamp files
slip-made-at = Made at { $at }
slip-office = Issued by
slip-holder = Holder
slip-product = Product
slip-certificate = Certificate
slip-certificate-value = no. { $number }, { $stars } stars
slip-batch = Batch
slip-batch-value = { $batch } (print job { $job })
slip-stamps = Stamps
slip-range = First – last stamp
slip-ordered-by = Ordered by
slip-ordered-at = Ordered at
slip-taker = Received by
slip-taker-value = { $name } (first download { $at })
slip-files = Files delivered
slip-file = File
slip-bytes = Bytes
slip-terms = The receiver prints these stamps only, each once, gives the files to nobody else, destroys misprints, and deletes the files after printing.
slip-giver = Delivered by
slip-receiver = Received by
slip-sign-here = (signature, name, date)

## Sizes

size-kilobytes = { $size } KB
size-megabytes = { $size } MB

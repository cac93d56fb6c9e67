### What stands on labels and sheets, and what the commands of printing say.

## On labels and sheets, always in Vietnamese

label-certificate = OCOP { $stars } stars · No. { $number }
label-stars = OCOP { $stars } stars
label-pin = Scratch for the PIN
sheet-batch = Batch
sheet-sheet = sheet
calibration-scale = Print this page at its true size (100 %), without “fit to page”. The rulers must be true to the millimetre.
calibration-offset = Lay it over a label sheet against a light: the frames must lie on the labels. What is off goes to --offset, in mm.

## What is told before anything is made

print-symbol = Symbol of { $modules } × { $modules } modules of { $module } mm each ({ $dots } dots at { $dpi } dpi); { $side } mm with its quiet zone.
print-stamps = { $stamps } stamps, { $first } to { $last }.
print-void = { $void } of them are void: printed again, a scan still says so.
print-earlier = Print job { $jobs } of this batch has these stamps, too. Delete its files, and links of print houses, if they are not to be printed, or a stamp is printed twice.
print-label-size = Each label is { $width } mm wide and { $height } mm high.
print-sheets = All of the batch takes { $sheets } sheets.
print-files = { $files } files.
print-short-symbol = The label is too small for the signed code: the short code is printed, which can be checked online only.
print-left-out = Left out for want of room: { $fields }.
print-artwork = The producer's own picture: { $width } × { $height } mm.
print-name-cut = The product's name is longer than its room, and cut short.
print-pins-and-mask = Each label carries its PIN; the scratch layer is printed after it, from the files “-scratch”. These files are secret: they are for the print house alone.
print-pins-bare = Each label carries its PIN, and nothing covers it yet: lay a scratch layer over each before they leave the room. The file is secret.
print-pins-left-out = The batch has PINs, and the labels will not: the page of a scan still tells buyers to look for a scratch layer.
field-short-code = short code
field-domain = domain
field-product-name = product's name
field-certificate = stars and certificate number
field-serial = serial number
print-missing-character = The font lacks “{ $character }”: labels show “?” instead.
print-made = { $files } files written to { $folder }.
print-byte-mode = Programs that draw the code themselves in byte mode make { $bytes } × { $bytes } modules instead of { $modules } × { $modules }, smaller and harder to scan. Place our pictures, or choose numeric mode for the digits.

## What is said of a proof

proof-modules = { $modules } × { $modules } modules
proof-size = modules of { $module } mm, { $side } mm the whole symbol
proof-size-unknown = size unknown: the picture does not say its dpi; add --dpi
proof-too-small = modules of { $module } mm are too small for phones: 0.33 mm at least
proof-quiet-zone = quiet zone of { $found } modules (4 are needed)
proof-contrast = contrast of { $percent } % (40 % at least)
proof-good = The proof is good.
proof-bad = The proof is not good.
proof-page = page { $page }
proof-pages = { $seen } of { $count } pages were looked at; --pages looks at more.

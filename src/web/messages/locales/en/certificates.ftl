### The page of a certificate, and the open list of all. Follows the Vietnamese file.

## What the page confirms, and what it does not

certificate-scope = Tells about the certificate, does not confirm this pack
certificate-scope-service = Tells about the certificate, does not confirm the place that shows this code

## What the certificate is worth: headline, and what to do

certificate-in-force = OCOP { $stars }-star certificate, in force
    .advice = Valid until the end of { $until }. Compare name, picture and net content with the pack in your hand; if the pack has a stamp of its own, scan that as well.
    .advice-service = Valid until the end of { $until }. Compare name, address and holder below with the place that you are visiting.
certificate-ends-soon = { $days ->
    [one] Ends soon: 1 day left.
   *[other] Ends soon: { $days } days left.
}
certificate-ends-today = Today is its last valid day.

certificate-suspended = OCOP certificate on hold while it is checked
    .advice-service = Nothing is decided yet; wait, or ask { $office } { $phone } before booking.

certificate-ended-early = OCOP certificate no longer in force after { $date }
    .why = Ended early: { $reason }.
certificate-over-advice = No longer OCOP today; for goods made before, check use-by. Ended does not mean fake or spoiled.
certificate-over-advice-service = It may no longer be advertised as OCOP. Ended does not mean a poor service.

certificate-again = Older certificate, product certified again
    .service = Older certificate, service certified again
    .advice = Ended on { $date }; now there is { $number }, { $stars } stars, until { $until }.
certificate-see-successor = See the new certificate

certificate-food-safety = Do not use: revoked for food safety
    .advice-service = Do not use this service; to ask or report, call { $office } { $phone }.

certificate-withdrawn-service = Since { $date }, Decision { $decision }, it may not be advertised as OCOP; report a place that still does.
    .without-decision = Since { $date }, it may not be advertised as OCOP; report a place that still does.

certificate-producer-cancelled = Do not rely on this certificate
    .advice = All stamps of its holder were cancelled on { $date }. Reason: { $reason }. Ask { $office } { $phone } before buying or using it.

certificate-unknown = No such certificate in the register
    .advice = Check the number, or look for the product's name in the list of certificates. If a seller showed you this number, don't trust it, and call { $phone } to report it.

certificate-record-missing = The certificate is in the public log, but its product record is not here, so name and picture cannot be shown. To learn more, call { $phone }.

## Rows

certificate-service-number = Number in this system
certificate-void-since = Not valid from
certificate-validity-on-paper = Validity when recognised
certificate-kind = Kind of recognition
kind-new = New
kind-renewed = Renewed
kind-upgraded = Upgraded
certificate-replaced = Replaces certificate
certificate-end-reason = Reason for ending early
certificate-end-decision = Decision to end it
reason-certificate-replaced = replaced by a new certificate
raw-material-code = Code of the raw-material area
code-title = This page's QR code
code-line = This code opens { $address }. Anybody can copy it, so it confirms no pack.
code-line-service = This code opens { $address }. Anybody can copy it, so it does not confirm the place that shows it.
code-picture = To print the code
code-svg = SVG
code-png = PNG
certificate-limits = This page tells what the register says of the certificate today, not that the pack in your hand is the certified product. Compare the product closely; if the pack has a stamp of its own, scan that.
certificate-limits-service = This page tells what the register says of the certificate today, not that the place you are visiting is the certified one. Compare name, address and holder.
certificate-limits-title = What this page cannot prove

## The open list

list-title = OCOP certificates
list-advice = Straight from the public log, as of today.
list-link = List of OCOP certificates
list-province = Province
list-all-provinces = All provinces
list-search = Product, holder or certificate number
list-submit = Search
list-all = All
list-standing = State
standing-in-force = In force
standing-suspended = On hold
standing-ended = Ended
standing-withdrawn = Withdrawn
list-ends-soon = ends soon
list-again = certified again
list-count = Certificates found: { $count }
list-none = There is no such certificate. Try fewer words, another province or another state.
list-product = Product
list-holder = Holder
list-decision = Decision
list-until = Valid until
list-withdrawn-from = withdrawn from { $date }
list-more = Next page
list-first = Back to the beginning
list-csv = Download as a table (CSV)
list-record-missing = Certificate { $number }

## A list that was asked for in a way that can't be answered

list-refused = This search cannot be read
list-refused-province = No province has this code: choose one from the list.
list-refused-state = There is no such state: choose one of those above the list.
list-refused-search = The search is too long: use at most 100 letters.
list-refused-limit = A page has 1 to 500 rows.
list-refused-cursor = This address was cut or changed: go back to the beginning of the list.
list-refused-query = This address was cut or changed: go back to the beginning of the list.

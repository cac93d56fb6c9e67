### All words of the pages but the verdict: labels, notices, the home page, errors.

language-name = English
site-name = OCOP stamp check
sample-banner = Sample data – not a real stamp
check-another = Check another stamp
call = Call { $phone }

## Notices beside the verdict

notice-record-missing = The stamp was issued, but its product record is not here, so name and picture cannot be shown. To learn more, call { $phone }.
notice-key-compromised-later = The issuer's signing key was exposed later; this stamp was issued before. Compare the product closely.
notice-typed-code = Typing the 16 characters is a weaker check than scanning: scan the code on the stamp if you can.
notice-small-label = This small label carries a short code, which can be checked online only, and is a weaker check than a full QR code: compare the product closely.

## First screen

picture-of = Picture of { $product }
no-picture = No picture yet
stars = { $stars } stars
holder = OCOP holder
made = Production date
made-not-declared = Not stated by the producer; see the date on the pack.
successor = New certificate
successor-value = { $number }, { $stars } stars, until { $until }
checked-at = Checked { $date }, { $time } Viet Nam time
data-age-now = Data updated less than a minute ago
data-age-minutes = { $count ->
    [one] Data updated 1 minute ago
   *[other] Data updated { $count } minutes ago
}
data-age-hours = { $count ->
    [one] Data updated 1 hour ago
   *[other] Data updated { $count } hours ago
}
data-age-days = { $count ->
    [one] Data updated 1 day ago
   *[other] Data updated { $count } days ago
}

## Who stands behind a fact

declared = declared by the producer
confirmed = confirmed by the authority

## Groups of the programme

group-food = Group I – Food
group-drinks = Group II – Beverages
group-medicinal-herbs = Group III – Medicinal herbs and products made of them
group-handicrafts = Group IV – Handicrafts
group-ornamental-life = Group V – Ornamental plants and animals
group-tourism = Group VI – Community tourism, ecotourism and tourist sites

## Kinds of producers

producer-cooperative = Cooperative
producer-cooperative-group = Cooperative group
producer-enterprise = Enterprise
producer-household-business = Household business or workshop
producer-other = Other body or person

## Second part: the stamp, the goods

look-title = What the real stamp looks like
look-code = It has a QR code with 16 characters in four groups under it; the code opens a page at { $domain }.
look-code-only = It has a QR code, which opens a page at { $domain }.
look-this-product = It is for this product only and sits on the pack itself, never over another stamp.
look-scratch = The scratch layer over its PIN must be whole when you buy.
goods-title = Goods and stamp
lot = Lot
use-by = Use by
serial = Serial number
serial-value = Stamp batch { $batch }, place { $index }

## Second part: the certificate

certificate-title = OCOP certificate
certificate-number = Certificate number
certificate-validity = Validity
certificate-validity-value = From { $from } until { $until }
recognition-decision = Recognition decision
decision-value = { $number }, { $date }
issuer = Issued by
revocation-decision = Decision to revoke
suspension-decision = Decision to suspend
revocation-reason = Reason for revoking
suspension-reason = Reason for suspending
in-force-since = Applies from
review-on = To be reviewed on

## Second part: places, the product, whom to ask

place-title = Where it comes from
producer-kind = Kind of holder
address-as-certified = Address as certified
address-today = Address today
place-of-production = Place of production
raw-material-area = Raw-material area
location-code = Location code
product-title = About the product
gtin = GTIN
product-code = Product code
product-service-number = Product number in this service
quality-certificate = Quality certificate
geographical-indication = Geographical indication
quality-until = { $name }, until { $until }
safety-warning = Safety warning
storage = Storage
contact-title = Ask and report
hotline = Hotline, also to report a stamp
producer-contact = Producer's contact
domain-title = Is this page real?
domain-line = The official site is { $domain }. Compare it letter by letter with the address bar; checking a stamp takes no sign-in, no phone number and no money.
limits-title = What a stamp cannot prove
limits = It tells that the code was issued by the OCOP authority, not that the pack in your hand is the one it was put on. Codes can be photographed and printed again, so compare the product and check that the stamp is not stuck over another.

## Typing a code, home, errors

code-label = The 16 characters under the QR code
code-hint = Four groups of four letters or digits. Capitals or not, with hyphens or without.
code-submit = Check
home-title = Look up an OCOP stamp
home-advice = Scan the QR code on the stamp with your phone's camera, or type the code printed under it here.
not-found-title = No such page
not-found-advice = The address is wrong or incomplete. If you just scanned a stamp, wipe it and scan again, or type the code printed under it.
sent-from-another-site-title = This request came from another site
sent-from-another-site-advice = Your browser says that a page of another site sent this for you, so nothing was done. Open the official site and do it there.
too-many-title = Too many requests from your network
too-many-advice = People who share a network may be slowed down together. Wait a minute and try again; nothing is lost.

### What a scan answers: headline, and one sentence that says what to do. Follows the Vietnamese file.

valid = OCOP { $stars }-star stamp, in force
    .advice = Compare name, picture and net content with the pack in your hand: the stamp is for this product only.

key-compromised-later = Stamp in force, take care
    .advice = The issuer's signing key was exposed later; this stamp was issued before. Compare the product closely, report any doubt.

food-safety = Do not use: revoked for food safety
    .advice = Stop using it, keep the pack, call { $office } { $phone }.

certificate-withdrawn = OCOP certificate withdrawn
    .advice = Since { $date }, Decision { $decision }, it may not carry the OCOP mark; report a seller who still uses it.
    .advice-without-decision = Since { $date }, it may not carry the OCOP mark; report a seller who still uses it.

stamp-cancelled = This stamp was cancelled
    .advice = Reason: { $reason }; don't rely on it, and tell us where you saw it.

expiry-recorded = Revocation recorded on { $date }.

suspended = Stamp on hold while it is checked
    .advice = Nothing is decided yet; wait, or ask { $office } { $phone } before buying or using it.

not-activated = Stamp not activated yet
    .advice = The producer hasn't reported using it; if the pack is on sale, ask the seller and tell us.

certificate-expired = OCOP certificate ended on { $date }
    .made-in-time = Made on { $made }, while in force (producer's statement); no longer OCOP today: check use-by, then decide.
    .made-after = By its own date it was made later and may not carry the stamp; report the seller.
    .not-known = Look at the production date on the pack: later than that is not OCOP. Ended does not mean fake or spoiled.

certified-again = Older stamp, product certified again
    .advice = This stamp's certificate ended on { $date }; the product now holds { $number }, { $stars } stars, until { $until }.

forged = Fake stamp
    .advice = Not issued by the OCOP authority: don't trust the mark on this pack, take a photo and call { $phone } to report it.

unknown-key = Not issued by a recognised OCOP office
    .advice = Don't trust it; take a photo and report it.

unsupported = Not a kind of stamp in use
    .advice = This kind was never issued: don't trust the mark, and report it.

not-issued = No such stamp was issued
    .advice = Don't trust it; please call { $phone } and tell us where it was sold.

malformed = Code incomplete or not an OCOP stamp
    .advice = Wipe it, scan again, or type the 16 characters under it.

code-not-found = The typed code does not match
    .advice = Compare each character (no I, L, O, U); if it still fails, don't trust it, and report it.

cannot-tell = Cannot check right now
    .advice = Our fault, not the stamp's: try again in a few minutes or call { $phone }.

## Why a stamp or certificate was revoked or suspended, as it stands after "Reason:".

reason-expired = certificate expired
reason-re-evaluation-failed = failed re-evaluation
reason-food-safety = food safety
reason-process-not-as-declared = process or quality not as declared
reason-label-not-as-certified = packaging or label not as certified
reason-production-stopped = production stopped
reason-no-traceability-records = no traceability records
reason-recognition-annulled = recognition annulled
reason-stamp-copied = stamp copied
reason-stamp-lost-or-spoiled = stamp lost or spoiled
reason-key-compromised = signing key exposed
reason-replaced = replaced by another stamp
reason-other = other

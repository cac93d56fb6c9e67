### Pages for people who work with the service: getting in, their own account; why something about it is refused.

## Getting in

sign-in-title = Sign in
sign-in-advice = For OCOP holders and officials. Nobody needs to sign in to check a stamp.
sign-in-identifier = Telephone number or e-mail address
sign-in-password = Password
sign-in-submit = Sign in
sign-in-forgotten = Password forgotten or phone lost: ask who invited you for a new link.
sign-in-cookie-refused = The browser did not keep the session. Open the page over https, allow cookies, and sign in again.

second-factor-title = Enter the code
second-factor-advice = Open the authenticator on your phone and take the six digits that it shows.
second-factor-code = Six digits
second-factor-submit = Continue

## An invitation

invitation-title = Activate your account
invitation-advice = Hello { $name }. You are invited as: { $role }. Choose a password to begin.
invitation-identifier = You will sign in with
invitation-submit = Activate the account
invitation-over-title = This link no longer works
invitation-over-advice = A link works once, within seven days. If you have your account, sign in; if not, ask who invited you for a new link.
invitation-cut-title = Part of this link is missing
invitation-cut-advice = The link is not complete. Open it again as you got it, or copy all of it.

password-new = New password
password-new-hint = At least 10 characters. A few words that do not belong together are easy to keep and hard to guess.
password-again = The new password again

factor-title = Two-step verification
factor-why = Each sign-in takes a code from your phone as well, so that whoever learns the password still can't get in.
factor-step-app = Install an authenticator, such as Google Authenticator or Microsoft Authenticator.
factor-step-scan = Scan this with it; on the same phone, press the button below, or type the key.
factor-step-code = Enter the six digits that it shows.
factor-symbol = QR code for the authenticator
factor-open = Open in the authenticator
factor-key = The key, to type

## One's own account

account-title = Your account
account-advice = Only you see this page.
account-name = Name
account-role = Role
account-phone = Telephone
account-email = E-mail
account-sign-out = Sign out
account-security = Signing in
account-password = Password
account-password-change = Change the password
account-factor = Two-step verification
account-factor-on = On
account-factor-off = Off
account-factor-set = Turn on two-step verification
account-factor-change = Change the authenticator
account-sessions = Sessions
account-session-this = this device
account-session-value = Network { $network }, last used at { $time } on { $date }
account-session-end = Sign that device out
account-password-changed = The password is changed. All other sessions have ended.
account-factor-set-done = Two-step verification is on. All other sessions have ended.
account-session-ended = That session has ended.
account-token-revoked = That token is revoked.

password-title = Change the password
password-advice = All other sessions end then. Tokens of your software go on working.
password-current = Current password
password-submit = Change the password

factor-set-advice = All other sessions end then.
factor-current-code = Six digits of the old authenticator
factor-new-code = Six digits of the new authenticator
factor-submit = Confirm

## Tokens

tokens-title = Tokens for software
tokens-advice = So that your software works with this service without your password. A token can do no more than you.
tokens-none = None yet.
tokens-make = Make a token
tokens-value = { $scopes }. Works until { $date }
tokens-used = Last used on { $date }
tokens-never-used = Not used yet
tokens-revoked = Revoked
tokens-expired = Expired
tokens-revoke = Revoke this token
token-make-title = Make a token
token-name = A name by which you know it
token-name-hint = Such as the software that uses it, 60 characters at most.
token-scopes = What for
token-days = Valid for
token-days-value = { $days } days
token-submit = Make the token
token-made-title = Your new token
token-made-advice = Copy it now and keep it safe: it is shown this once. Whoever has it can do what it is for.
token-made-done = I have copied it

scope-read = Read
scope-batches = Request and print batches, declare
scope-holds = Suspend and revoke
scope-register = The register: import, export, correct
scope-audit = The audit trail

## Roles

role-producer = OCOP holder ({ $producer })
role-clerk = Commune clerk ({ $place })
role-inspector = Inspector ({ $place })
role-officer = OCOP programme officer ({ $place })
role-administrator = Administrator of accounts
role-country = the whole country
role-producer-number = number { $producer }

## Why something is refused

refused-again = The new password was not typed the same twice.
refused-password = Wrong telephone number, e-mail address or password.
refused-current-password = The current password is wrong.
refused-code = Wrong code. Take the newest six digits; each works once. If it still fails, check the phone's clock.
refused-sign-in-over = The sign-in is over. Begin again.
refused-throttled = Too many wrong attempts. Wait { $seconds } seconds and try again.
refused-password-short = A password needs at least 10 characters.
refused-password-long = This password is too long. Take a shorter one.
refused-password-common = This password is easily guessed. Take a few words that do not belong together, without your name or number.
refused-token-terms = A token needs a name of at most 60 characters, and one purpose at least that your role has.
refused-tokens-many = You have 20 tokens that work. Revoke one first.
refused-not-there = This is not there any more.
refused-not-for-you = Your role does not do this.
refused-not-now = Nothing can be recorded right now. Try again in a few minutes.
refused-otherwise = This can't be done.

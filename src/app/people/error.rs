//! Why somebody does not get in, or may not do what they ask for.

use std::io;

use crate::access::{
    AccountNumber, ContactError, NotPermitted, PasswordError, PersonError, RoleError, Throttled,
    TokenNumber,
};

/// Why a person's request was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// Not for this role, or this token.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// It is not there, or it is another's, which looks the same.
    #[error("there is no such {0}, or it is not yours to see")]
    NotThere(&'static str),
    /// Part of a table is another province's.
    #[error(
        "row about {0}: it belongs to another commune or province; leave such rows out, or ask whose it is"
    )]
    Elsewhere(String),
    /// A role that can't be.
    #[error(transparent)]
    Role(#[from] RoleError),
    /// A person who can't be.
    #[error(transparent)]
    Person(#[from] PersonError),
    /// A telephone number or address that is none.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// A password that can't be chosen.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Somebody signs in with it already.
    #[error("another account has this telephone number or e-mail address")]
    ContactTaken,
    /// Whoever it is, it is not them.
    #[error("wrong telephone number, e-mail address or password")]
    WrongPassword,
    /// The session that a second step belongs to has ended.
    #[error("the sign-in is over: begin again")]
    SignInOver,
    /// Not the authenticator's code of now.
    #[error("wrong code: take the newest six digits of your authenticator, each works once")]
    WrongCode,
    /// Too many wrong attempts.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// A link that was used, or is too old.
    #[error("this link was used before, or is too old: ask who sent it for a new one")]
    InvitationOver,
    /// The role needs a second factor.
    #[error("this role needs a second factor: send its code as well")]
    SecondFactorNeeded,
    /// One person can't be two.
    #[error("you proposed this yourself: it takes a second person to approve it")]
    OnePerson,
    /// Whoever approves a batch may cut it, and nothing else.
    #[error("`quantity` is for batches, and is at least 1 and no more than was asked for")]
    NotFewer,
    /// Who dismisses what somebody else proposed says why.
    #[error("say why you dismiss it (`reason`): whoever proposed it reads that")]
    ReasonNeeded,
    /// Somebody was quicker.
    #[error("this was settled before")]
    SettledBefore,
    /// It was changed since it was read.
    #[error("this was changed since you read it: read it again, and send the new ETag in If-Match")]
    ChangedSince,
    /// A suspension without an end in sight.
    #[error("say until when this suspension is to be looked at again: `review_on`")]
    ReviewNeeded,
    /// A suspension that would be forgotten.
    #[error(
        "a suspension is looked at again within half a year: name an earlier day in `review_on`"
    )]
    ReviewTooLate,
    /// A certificate is revoked by a decision.
    #[error(
        "revoking a certificate, a producer or a key needs the decision behind it: `decision` with `decision` (its number), `decided_on` and `decided_by`"
    )]
    DecisionNeeded,
    /// A producer voids its own spoiled and lost stamps, nothing else.
    #[error(
        "producers revoke stamps of their own that are lost or spoiled, in ranges or batches: ask an inspector for the rest"
    )]
    NotForProducers,
    /// A token that could not be used.
    #[error(
        "a token has a name of at most 60 characters, one scope at least, each of use to your role, and an end within a year"
    )]
    TokenTerms,
    /// More than anybody needs.
    #[error("you have 20 tokens that work: revoke one first")]
    TooManyTokens,
    /// More than anybody settles.
    #[error(
        "20 proposals of yours wait for a second person: have some approved or dismissed first"
    )]
    TooManyProposals,
    /// More in a day than anybody needs.
    #[error("that is done {0} times a day by one person: go on tomorrow")]
    TooOftenToday(u32),
    /// The same was asked for under the same key before.
    #[error("account {0} was made under this idempotency key; its link was shown then, once")]
    InvitedBefore(AccountNumber),
    /// The same for a token.
    #[error("token {0} was made under this idempotency key; it was shown then, once")]
    MadeBefore(TokenNumber),
    /// What nobody does to their own account.
    #[error("this is not done to one's own account: ask another administrator, or the operator")]
    OwnAccount,
    /// Who proposed it has left.
    #[error("whoever proposed this has no account any more: dismiss it, and propose it again")]
    ProposerGone,
    /// A proposal whose request this version can't read.
    #[error("this proposal can't be read any more: dismiss it, and propose it again")]
    ProposalUnreadable,
    /// A key of personal data can't be made.
    #[error("the key of the personal data can't be kept")]
    KeyNotKept(#[source] io::Error),
    /// The audit records can't be read.
    #[error(transparent)]
    Audit(#[from] crate::app::AuditError),
}

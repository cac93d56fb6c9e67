//! Who may do what: people and their roles, how they prove who they are, and the private record of what
//! they did. The public log knows none of it.

// Texts that identify and reach a person.
mod contact;

// Personal data as it lies on disk, and the keys that make it readable.
mod sealed;

// Secrets that are shown once and kept as a hash: invitations, sessions, tokens.
mod secret;

// How people prove who they are.
mod password;
mod second_factor;
mod throttle;

// People, what they may do, and where.
mod account;
mod acts;
mod authority;

// What programs and browsers show instead of a password.
mod api_token;
mod session;

// Acts that take two people, and what an office is told.
mod notice;
mod proposal;

// All of these at a moment.
mod directory;

// What was done, and by whom.
mod audit;

pub use account::{
    Account, AccountNumber, AccountState, CommuneCode, Invitation, Person, PersonError, Role,
    RoleError, RoleKind, Territory,
};
pub use acts::{Act, Scope, act};
pub use api_token::{ApiToken, ApiTokenError, ApiTokenText, TokenNumber};
pub use audit::{Actor, AuditRecord, Origin, Rule};
pub use authority::{Authority, Grant, NotPermitted, Whose};
pub use contact::{ContactError, Email, Identifier, PhoneNumber};
pub use directory::{AccessRecord, Directory, Known};
pub use notice::{Notice, NoticeNumber};
pub use password::{Password, PasswordError, PasswordHash};
pub use proposal::{Proposal, ProposalKind, ProposalNumber, ProposalState};
pub use sealed::{PersonalKeyName, PersonalKeys, Sealed, SealingKey};
pub use second_factor::{SecondFactor, SecondFactorCode};
pub use secret::{OneTimeSecret, SecretHash};
pub use session::{Session, SessionStage, Sessions};
pub use throttle::{FamiliarNetworks, Throttle, Throttled};

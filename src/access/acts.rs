//! What can be done, and which roles do it at all: the one table. Whose things it may be done to is
//! [`super::Authority`]'s to say.

use serde::{Deserialize, Serialize};

use super::RoleKind;

/// What a token of the programme interface may be used for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Looking.
    Read,
    /// Batches of stamps: asking for them, signing, ranges.
    Batches,
    /// Revocations and suspensions.
    Holds,
    /// The register: importing, exporting, corrections.
    Register,
    /// The audit trail.
    Audit,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Read, Self::Batches, Self::Holds, Self::Register, Self::Audit];

    /// As requests and forms write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Batches => "batches",
            Self::Holds => "holds",
            Self::Register => "register",
            Self::Audit => "audit",
        }
    }

    /// The one that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }

    /// Whether a token of somebody in this role can do anything with it.
    pub fn is_for(self, role: RoleKind) -> bool {
        Act::ALL.iter().any(|act| act.scope() == Some(self) && act.roles().contains(&role))
    }
}

/// Declares acts: each a variant, and a type that stands for it where a handler's signature says who may run it.
macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident: $scope:expr, [$($role:ident)*];)*) => {
        /// Something that can be done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Act {
            $($(#[$doc])* $name,)*
        }

        impl Act {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The roles that do it. The operator, who works on the machine itself, does everything.
            pub const fn roles(self) -> &'static [RoleKind] {
                match self {
                    $(Self::$name => &[$(RoleKind::$role,)*],)*
                }
            }

            /// The scope that a token needs for it; `None` for what takes a person.
            pub const fn scope(self) -> Option<Scope> {
                match self {
                    $(Self::$name => $scope,)*
                }
            }
        }

        /// Each act as a type.
        pub mod act {
            use super::Act;

            /// A type that stands for an act.
            pub trait Named {
                /// The act.
                const ACT: Act;
            }

            $(
                $(#[$doc])*
                #[derive(Debug, Clone, Copy)]
                pub struct $name;

                impl Named for $name {
                    const ACT: Act = Act::$name;
                }
            )*
        }
    };
}

acts! {
    /// Sees who one is, one's sessions and tokens.
    SeeOwnAccount: None, [Producer Clerk Inspector Officer Administrator];
    /// Sees what the office is.
    SeeOffice: Some(Scope::Read), [Producer Clerk Inspector Officer Administrator];
    /// Sees batches, producers, proposals and notices of one's own.
    Look: Some(Scope::Read), [Producer Clerk Inspector Officer];
    /// Asks for a batch.
    RequestBatch: Some(Scope::Batches), [Producer Clerk Officer];
    /// Takes back what one proposed oneself, or dismisses another's where one may settle it.
    DismissProposal: Some(Scope::Batches), [Producer Clerk Inspector Officer];
    /// Says that a notice was seen.
    NoteNotice: Some(Scope::Holds), [Producer Clerk Inspector Officer];
    /// Has stamps of a batch signed.
    SignStamps: Some(Scope::Batches), [Producer Officer];
    /// Says that stamps are in use, and what they were put on.
    DeclareRange: Some(Scope::Batches), [Producer Clerk Officer];
    /// Revokes: a producer its own spoiled and lost stamps.
    Revoke: Some(Scope::Holds), [Producer Inspector Officer];
    /// Suspends.
    Suspend: Some(Scope::Holds), [Inspector Officer];
    /// Takes a suspension back, or proposes that a mistaken revocation be annulled.
    Lift: Some(Scope::Holds), [Inspector Officer];
    /// Sees what an import would do, and keeps pictures for it.
    PlanImport: Some(Scope::Register), [Clerk Officer];
    /// Imports a table.
    Import: Some(Scope::Register), [Officer];
    /// Exports the register, private fields included.
    Export: Some(Scope::Register), [Officer];
    /// Sees corrections that wait.
    SeeCorrections: Some(Scope::Register), [Clerk Officer];
    /// Approves or dismisses a correction.
    SettleCorrection: Some(Scope::Register), [Officer];
    /// Approves or dismisses what somebody else proposed.
    SettleProposal: None, [Officer];
    /// Declares a key compromised.
    CompromiseKey: None, [Officer];
    /// Makes accounts, changes and closes them: officers those of producers and clerks.
    ManageAccounts: None, [Officer Administrator];
    /// Reads the audit trail.
    ReadAudit: Some(Scope::Audit), [Officer Administrator];
    /// Adds and retires keys, confirms the clock: on the machine itself.
    Operate: None, [];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_about_people_takes_a_person() {
        for act in [Act::ManageAccounts, Act::SettleProposal, Act::SeeOwnAccount, Act::Operate] {
            assert_eq!(act.scope(), None, "{act:?}");
        }
    }

    #[test]
    fn administrators_decide_nothing_about_stamps_and_clerks_nothing_at_all() {
        for act in Act::ALL.iter().filter(|act| act.roles().contains(&RoleKind::Administrator)) {
            assert!(
                matches!(
                    act,
                    Act::SeeOwnAccount | Act::SeeOffice | Act::ManageAccounts | Act::ReadAudit
                ),
                "{act:?}"
            );
        }
        for act in Act::ALL.iter().filter(|act| act.roles().contains(&RoleKind::Clerk)) {
            assert!(
                !matches!(
                    act,
                    Act::Revoke | Act::Suspend | Act::Lift | Act::Import | Act::SettleCorrection
                ),
                "{act:?}"
            );
        }
    }
}

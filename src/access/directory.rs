//! People, tokens, proposals and notices at a moment. Maps are persistent, as the register's: a clone is
//! cheap. Personal data is opened when a record is taken in, and is in memory only.

use jiff::Timestamp;
use rpds::{HashTrieMapSync, RedBlackTreeMapSync};
use serde::{Deserialize, Serialize};

use super::{
    Account, AccountNumber, AccountState, ApiToken, Identifier, Notice, NoticeNumber, PasswordHash,
    Person, PersonalKeyName, PersonalKeys, Proposal, ProposalNumber, ProposalState, SecondFactor,
    SecretHash, TokenNumber,
};

/// One record, as a change carries it and the store keeps it; the newest of a number stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessRecord {
    /// An account.
    Account(Box<Account>),
    /// A token.
    Token(Box<ApiToken>),
    /// A proposal.
    Proposal(Box<Proposal>),
    /// A notice.
    Notice(Box<Notice>),
}

impl AccessRecord {
    /// Fills in where the entries of the same change stand in the log.
    pub fn entered_at(&mut self, positions: &[u64]) {
        match self {
            Self::Proposal(proposal) => match &mut proposal.state {
                ProposalState::Approved { log_indexes, .. } => *log_indexes = positions.to_vec(),
                ProposalState::Waiting | ProposalState::Dismissed { .. } => {}
            },
            Self::Notice(notice) if notice.log_indexes.is_empty() => {
                notice.log_indexes = positions.to_vec();
            }
            Self::Account(_) | Self::Token(_) | Self::Notice(_) => {}
        }
    }
}

/// An account with what is sealed in it.
#[derive(Debug, Clone)]
pub struct Known {
    /// The account.
    pub account: Account,
    /// The person; `None` once their key is destroyed.
    pub person: Option<Person>,
    /// Their password's hash.
    pub password: Option<PasswordHash>,
    /// Their second factor.
    pub second_factor: Option<SecondFactor>,
}

/// All of them at a moment.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    accounts: RedBlackTreeMapSync<AccountNumber, Known>,
    by_identifier: HashTrieMapSync<Identifier, AccountNumber>,
    by_invitation: HashTrieMapSync<SecretHash, AccountNumber>,
    tokens: RedBlackTreeMapSync<TokenNumber, ApiToken>,
    by_token: HashTrieMapSync<SecretHash, TokenNumber>,
    proposals: RedBlackTreeMapSync<ProposalNumber, Proposal>,
    notices: RedBlackTreeMapSync<NoticeNumber, Notice>,
}

impl Directory {
    /// Takes a record in; an earlier one of the same number gives way.
    pub fn put(&mut self, record: &AccessRecord, keys: &dyn PersonalKeys) {
        match record {
            AccessRecord::Account(account) => self.put_account(account, keys),
            AccessRecord::Token(token) => {
                self.by_token.insert_mut(token.secret.clone(), token.token);
                self.tokens.insert_mut(token.token, ApiToken::clone(token));
            }
            AccessRecord::Proposal(proposal) => {
                self.proposals.insert_mut(proposal.proposal, Proposal::clone(proposal));
            }
            AccessRecord::Notice(notice) => {
                self.notices.insert_mut(notice.notice, Notice::clone(notice));
            }
        }
    }

    fn put_account(&mut self, account: &Account, keys: &dyn PersonalKeys) {
        if let Some(before) = self.accounts.get(&account.account).cloned() {
            // An identifier of a closed account may be another's by now.
            for identifier in before.person.iter().flat_map(Person::identifiers) {
                if self.by_identifier.get(&identifier) == Some(&account.account) {
                    self.by_identifier.remove_mut(&identifier);
                }
            }
            if let Some(invitation) = &before.account.invitation {
                self.by_invitation.remove_mut(&invitation.secret);
            }
        }
        let name = PersonalKeyName::Account(account.account);
        let key = keys.get(name);
        let person: Option<Person> = key.as_ref().and_then(|key| account.person.open(name, key));
        let password = account.password.as_ref().zip(key.as_ref());
        let password = password.and_then(|(sealed, key)| sealed.open(name, key));
        let second_factor = account.second_factor.as_ref().zip(key.as_ref());
        let second_factor = second_factor.and_then(|(sealed, key)| sealed.open(name, key));
        if account.state != AccountState::Closed {
            for identifier in person.iter().flat_map(Person::identifiers) {
                self.by_identifier.insert_mut(identifier, account.account);
            }
            if let Some(invitation) = &account.invitation {
                self.by_invitation.insert_mut(invitation.secret.clone(), account.account);
            }
        }
        let known = Known { account: account.clone(), person, password, second_factor };
        self.accounts.insert_mut(account.account, known);
    }

    /// Drops what is known of a person whose key was destroyed.
    pub fn forget(&mut self, account: AccountNumber) {
        if let Some(known) = self.accounts.get(&account).cloned() {
            let known = Known { person: None, password: None, second_factor: None, ..known };
            self.accounts.insert_mut(account, known);
        }
    }

    /// An account.
    pub fn account(&self, number: AccountNumber) -> Option<&Known> {
        self.accounts.get(&number)
    }

    /// All accounts, by number.
    pub fn accounts(&self) -> impl DoubleEndedIterator<Item = &Known> {
        self.accounts.values()
    }

    /// Who signs in with this; closed accounts left out.
    pub fn by_identifier(&self, identifier: &Identifier) -> Option<&Known> {
        self.by_identifier.get(identifier).and_then(|number| self.accounts.get(number))
    }

    /// Who is invited with this secret, if the invitation still works.
    pub fn by_invitation(&self, secret: &SecretHash, now: Timestamp) -> Option<&Known> {
        let known = self.accounts.get(self.by_invitation.get(secret)?)?;
        known.account.invitation.as_ref().filter(|invitation| now < invitation.until).map(|_| known)
    }

    /// A token by its number.
    pub fn token(&self, number: TokenNumber) -> Option<&ApiToken> {
        self.tokens.get(&number)
    }

    /// A token by the hash of its text.
    pub fn by_token(&self, secret: &SecretHash) -> Option<&ApiToken> {
        self.by_token.get(secret).and_then(|number| self.tokens.get(number))
    }

    /// The tokens of a person, by number.
    pub fn tokens_of(&self, account: AccountNumber) -> impl Iterator<Item = &ApiToken> {
        self.tokens.values().filter(move |token| token.account == account)
    }

    /// The account that was asked for under a key, by the key's hash.
    pub fn account_asked_under(&self, key: &str) -> Option<&Known> {
        self.accounts.values().find(|known| known.account.asked_under.as_deref() == Some(key))
    }

    /// The token that was asked for under a key, by the key's hash.
    pub fn token_asked_under(&self, key: &str) -> Option<&ApiToken> {
        self.tokens.values().find(|token| token.asked_under.as_deref() == Some(key))
    }

    /// A proposal.
    pub fn proposal(&self, number: ProposalNumber) -> Option<&Proposal> {
        self.proposals.get(&number)
    }

    /// All proposals, by number.
    pub fn proposals(&self) -> impl DoubleEndedIterator<Item = &Proposal> {
        self.proposals.values()
    }

    /// A notice.
    pub fn notice(&self, number: NoticeNumber) -> Option<&Notice> {
        self.notices.get(&number)
    }

    /// All notices, by number.
    pub fn notices(&self) -> impl DoubleEndedIterator<Item = &Notice> {
        self.notices.values()
    }

    /// The number for the next account.
    pub fn next_account(&self) -> AccountNumber {
        next(self.accounts.last().map(|(number, _)| *number))
    }

    /// The number for the next token.
    pub fn next_token(&self) -> TokenNumber {
        next(self.tokens.last().map(|(number, _)| *number))
    }

    /// The number for the next proposal.
    pub fn next_proposal(&self) -> ProposalNumber {
        next(self.proposals.last().map(|(number, _)| *number))
    }

    /// The number for the next notice.
    pub fn next_notice(&self) -> NoticeNumber {
        next(self.notices.last().map(|(number, _)| *number))
    }
}

fn next<N: TryFrom<u64> + Into<u64>>(last: Option<N>) -> N {
    let number = last.map_or(0, Into::into) + 1;
    let Ok(number) = N::try_from(number) else { panic!("four thousand million were given") };
    number
}

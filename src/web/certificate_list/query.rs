//! What is asked of the open list: province, state, search, place and length, parsed once; and the
//! addresses that ask for a part of it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::{
    app::{CertificateFilter, Cursor, CursorError},
    registry::{
        policy::ProvinceCode,
        units::{self, Province},
    },
    verification::Standing,
    web::{openapi::plain, page::view::StayIn},
};

use actix_web::web::Query;

/// Rows of a page, unless more or fewer are asked for.
const ROWS: usize = 50;

/// The most rows of a page.
const MOST_ROWS: usize = 500;

/// Letters of a search: longer than any name of a product.
const LONGEST_SEARCH: usize = 100;

/// What stays as it is in a query (RFC 3986 §2.3).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A part of the list.
#[derive(Debug, Clone)]
pub(in crate::web) struct ListQuery {
    pub(in crate::web) province: Option<&'static Province>,
    pub(in crate::web) standing: Option<Standing>,
    /// As it was typed.
    pub(in crate::web) search: String,
    pub(in crate::web) cursor: Option<Cursor>,
    pub(in crate::web) limit: usize,
}

/// The query as it was sent; an empty text is as good as none, since forms send all of their fields.
#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    province: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    cursor: String,
    #[serde(default)]
    limit: String,
}

/// The same, for who reads of it.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it is read as texts, so that each is refused in words of its own")]
pub(in crate::web) struct ListParameters {
    /// Managed by this province of today.
    province: Option<ProvinceCode>,
    /// Of this worth today.
    #[param(schema_with = plain::standing)]
    state: Option<String>,
    /// Words of the product, the holder or the number on paper; in any case, with or without diacritics.
    #[param(max_length = 100)]
    q: Option<String>,
    /// What the answer before said as `next_cursor`.
    cursor: Option<String>,
    /// The most rows of a page; 50 if it is left out.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
}

/// Why a part of the list can't be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::web) enum ListQueryError {
    /// No pairs of names and values, or a name twice.
    #[error(
        "the query can't be read: write each of province, state, q, cursor and limit once at most"
    )]
    Query,
    /// No such province today.
    #[error("{0:?} is no province's code: two digits of QĐ 19/2025/QĐ-TTg, as in province=08")]
    Province(String),
    /// No such state.
    #[error(
        "{0:?} is no state: in_force, suspended, ended or withdrawn; leave it out for all of them"
    )]
    State(String),
    /// A search that is too long.
    #[error("a search has {LONGEST_SEARCH} letters at most")]
    Search,
    /// Cut, changed, or of something else.
    #[error("{0}: take next_cursor as it was given, or leave it out to begin again")]
    Cursor(CursorError),
    /// Not a number, none, or too many.
    #[error("{0:?} is no limit: 1 to {MOST_ROWS}, or leave it out for {ROWS}")]
    Limit(String),
}

impl ListQuery {
    /// Reads the query of a request.
    ///
    /// # Errors
    /// [`ListQueryError`]: the first field that can't be read.
    pub(in crate::web) fn parse(query: &str) -> Result<Self, ListQueryError> {
        let sent = Query::<Sent>::from_query(query).map_err(|_| ListQueryError::Query)?;
        let Sent { province, state, q, cursor, limit } = sent.into_inner();
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let province = given(province)
            .map(|code| units::province(&code).ok_or(ListQueryError::Province(code)));
        let standing =
            given(state).map(|word| Standing::from_word(&word).ok_or(ListQueryError::State(word)));
        let cursor =
            given(cursor).map(|cursor| Cursor::parse(&cursor).map_err(ListQueryError::Cursor));
        let limit = given(limit).map(|limit| match limit.parse() {
            Ok(rows) if (1..=MOST_ROWS).contains(&rows) => Ok(rows),
            Ok(_) | Err(_) => Err(ListQueryError::Limit(limit)),
        });
        if q.chars().count() > LONGEST_SEARCH {
            return Err(ListQueryError::Search);
        }
        Ok(Self {
            province: province.transpose()?,
            standing: standing.transpose()?,
            search: q.trim().to_owned(),
            cursor: cursor.transpose()?,
            limit: limit.transpose()?.unwrap_or(ROWS),
        })
    }

    pub(in crate::web) fn filter(&self) -> CertificateFilter {
        CertificateFilter::new(self.province, self.standing, &self.search)
    }

    /// The address of the same list from another place on.
    pub(in crate::web) fn href_from(
        &self,
        path: &str,
        cursor: Option<Cursor>,
        stay: StayIn,
    ) -> String {
        let mut pairs = Vec::new();
        if let Some(province) = self.province {
            pairs.push(format!("province={}", province.code()));
        }
        if let Some(standing) = self.standing {
            pairs.push(format!("state={}", standing.word()));
        }
        if !self.search.is_empty() {
            pairs.push(format!("q={}", utf8_percent_encode(&self.search, ENCODED)));
        }
        if let Some(cursor) = cursor {
            pairs.push(format!("cursor={cursor}"));
        }
        if self.limit != ROWS {
            pairs.push(format!("limit={}", self.limit));
        }
        if let Some(language) = stay.0 {
            pairs.push(format!("lang={}", language.code()));
        }
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }

    /// The address of the beginning of the list of another state.
    pub(in crate::web) fn href_of(
        &self,
        path: &str,
        standing: Option<Standing>,
        stay: StayIn,
    ) -> String {
        Self { standing, ..self.clone() }.href_from(path, None, stay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, expect: Result<&str, ListQueryError>) {
        let read = ListQuery::parse(query);
        let again = read.map(|read| read.href_from("", read.cursor, StayIn(None)));
        assert_eq!(again, expect.map(str::to_owned), "{query}");
    }

    #[test]
    fn what_is_asked_is_read_and_written_back() {
        check("", Ok(""));
        check("province=&state=&q=&cursor=&limit=&lang=vi&fbclid=1", Ok(""));
        check("state=in_force&province=08", Ok("?province=08&state=in_force"));
        check("q=+Ch%C3%A8+%26+%22 ", Ok("?q=Ch%C3%A8%20%26%20%22"));
        check("limit=500", Ok("?limit=500"));
        check("limit=50", Ok(""));
    }

    #[test]
    fn what_can_not_be_read_says_what_to_do() {
        use ListQueryError as E;
        check("province=8", Err(E::Province("8".to_owned())));
        check("province=02", Err(E::Province("02".to_owned())));
        check("state=IN_FORCE", Err(E::State("IN_FORCE".to_owned())));
        check("limit=0", Err(E::Limit("0".to_owned())));
        check("limit=501", Err(E::Limit("501".to_owned())));
        check("limit=x", Err(E::Limit("x".to_owned())));
        check("cursor=AAAA", Err(E::Cursor(CursorError)));
        check("state=ended&state=ended", Err(E::Query));
        check(&format!("q={}", "x".repeat(101)), Err(E::Search));
        assert!(ListQuery::parse(&format!("q={}", "ệ".repeat(100))).is_ok());
    }
}

//! The languages that pages and problems are written in, and which of them an office offers. The words
//! themselves are the web's.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language that every page is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// The language that decides.
    #[serde(rename = "vi")]
    Vietnamese,
    /// Follows the Vietnamese.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// The language with this code, as `?lang=` has it.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "vi" => Some(Self::Vietnamese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The code that `lang` attributes and `?lang=` take.
    pub fn code(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::English => "en",
        }
    }
}

/// Languages that can't be offered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LanguagesError {
    /// No such words here.
    #[error("{0:?} is no language of the pages: they are written in vi and en")]
    Unknown(String),
    /// A language twice.
    #[error("{0} stands twice")]
    Twice(&'static str),
    /// Without the language that decides.
    #[error("vi must be among them: the Vietnamese words are those that decide")]
    WithoutVietnamese,
}

/// The languages that an office offers, the first of them to readers who ask for none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Languages(Vec<Language>);

impl Default for Languages {
    fn default() -> Self {
        Self(vec![Language::Vietnamese, Language::English])
    }
}

impl Languages {
    /// What is shown to a reader who asks for none.
    pub fn first(&self) -> Language {
        self.0.first().copied().unwrap_or(Language::Vietnamese)
    }

    /// Whether a reader may ask for it.
    pub fn offer(&self, language: Language) -> bool {
        self.0.contains(&language)
    }

    /// The language beside the one that is shown.
    pub fn other_than(&self, shown: Language) -> Option<Language> {
        self.0.iter().copied().find(|language| *language != shown)
    }
}

impl TryFrom<Vec<String>> for Languages {
    type Error = LanguagesError;

    fn try_from(codes: Vec<String>) -> Result<Self, LanguagesError> {
        let mut languages = Vec::new();
        for code in codes {
            let language = Language::from_code(&code).ok_or(LanguagesError::Unknown(code))?;
            if languages.contains(&language) {
                return Err(LanguagesError::Twice(language.code()));
            }
            languages.push(language);
        }
        if languages.contains(&Language::Vietnamese) {
            Ok(Self(languages))
        } else {
            Err(LanguagesError::WithoutVietnamese)
        }
    }
}

impl From<Languages> for Vec<String> {
    fn from(languages: Languages) -> Self {
        languages.0.into_iter().map(|language| language.code().to_owned()).collect()
    }
}

/// `vi,en`, as a flag or a variable has them.
impl FromStr for Languages {
    type Err = LanguagesError;

    fn from_str(text: &str) -> Result<Self, LanguagesError> {
        let codes = text.split(',').map(|code| code.trim().to_owned());
        Self::try_from(codes.collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_once_each_and_vietnamese_among_them() {
        for (text, first, other) in [
            ("vi,en", Language::Vietnamese, Some(Language::English)),
            ("en, vi", Language::English, Some(Language::Vietnamese)),
            ("vi", Language::Vietnamese, None),
        ] {
            let languages: Languages = text.parse().expect(text);
            assert_eq!((languages.first(), languages.other_than(first)), (first, other), "{text}");
        }
        for (text, words) in [
            ("", "\"\" is no language"),
            ("vi,fr", "\"fr\" is no language"),
            ("en", "vi must be among them"),
            ("vi,vi", "vi stands twice"),
        ] {
            let error = text.parse::<Languages>().expect_err(text).to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn a_language_is_found_by_its_code() {
        for language in [Language::Vietnamese, Language::English] {
            assert_eq!(Language::from_code(language.code()), Some(language));
        }
        assert_eq!(Language::from_code("VI"), None);
    }
}

//! The words of the pages in every language, and how each language writes dates and times.
//!
//! The functions, one a message, are made by `build.rs` from `locales/{language}/*.ftl`. Which message a page shows is
//! left to the page.


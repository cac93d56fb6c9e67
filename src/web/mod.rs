//! Routes, pages and the API: the service as the world sees it.

pub mod messages;
pub mod page;

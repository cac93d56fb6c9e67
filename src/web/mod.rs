//! The service as the world sees it: pages and API on the public listener, the operator's requests on a
//! Unix socket.
//!
//! Handlers parse, call the use case, shape the answer. What a stamp is worth is `verification`'s to say;
//! files are served from the folders that are named here, and no store is known.

// What a request asks for, and what answers are made of.
mod etag;
mod file_answer;
mod moment;
mod negotiation;
mod problem;
mod response;

// The words and pages for people; the answer for programs.
mod answer_json;
pub mod messages;
pub mod page;

// Checking stamps.
mod scan;
mod verify;

// Certificates: one by its number, and the open list.
mod certificate;
mod certificate_json;
mod certificate_list;

// The public log for who does not read tiles.
mod public_log;

// What is published besides: log, keys, pictures; whether the service works, and how much it does.
mod health;
mod metrics;
mod published;

// Who asks and how they get in; what signed-in people and the operator ask for, as programs and as pages.
mod account_pages;
mod api;
mod body;
mod getting_in;
mod print_pages;
mod who;
mod work_pages;

// What programs may ask, as a document and as a page.
mod api_docs;
mod openapi;

// Which path leads where, the way of printed codes before them, what every request passes before that, and
// the listeners.
mod connection;
mod front;
mod open_files;
mod routes;
mod server;
mod site;
mod way_in;

#[cfg(test)]
mod test_service;

pub use api::{API_ROUTES, ApiRoute};
pub use front::public_side;
pub use openapi::{openapi_document, openapi_text};
pub use routes::{PublicPath, control_routes};
pub use server::{Listeners, run};
pub use site::{Folders, Site};
pub use verify::verify_codes;

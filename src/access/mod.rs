//! Who acts, and the private record of it. People, roles and tokens come here; for now there is the
//! operator, who is whoever the operating system says.

mod audit;

pub use audit::{Actor, AuditRecord, Rule};

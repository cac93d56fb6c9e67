//! Routes, pages and the API: the service as the world sees it.

pub mod messages;
pub mod page;
/// stub
pub struct Folders {
    /// l
    pub log: std::path::PathBuf,
    /// p
    pub pictures: std::path::PathBuf,
}
/// stub
pub fn run(
    _: std::sync::Arc<crate::app::Service>,
    _: Folders,
    _: std::net::TcpListener,
    _: std::os::unix::net::UnixListener,
) -> std::io::Result<()> {
    Ok(())
}
/// stub
pub fn verify_codes(_: &crate::app::Service, _: &[String]) -> Vec<serde_json::Value> {
    vec![]
}

//! `plain FOLDER PORT`: the rival on one worker, with a folder that `corpus` made; it reads what the service keeps in
//! its log.

use std::{error::Error, path::Path};

use actix_web::{App, HttpServer, web};
use ocop_stamp_load::{Known, check};

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, port] = &arguments[..] else { return Err("usage: plain FOLDER PORT".into()) };
    let known = web::Data::new(Known::read(Path::new(folder))?);
    println!("{} revoked", known.revoked());
    HttpServer::new(move || {
        App::new().app_data(known.clone()).route("/{code}", web::get().to(check))
    })
    .workers(1)
    .bind(("127.0.0.1", port.parse()?))?
    .run()
    .await?;
    Ok(())
}

//! Figures of the real program for who watches.

use std::net::TcpListener;

use crate::program::{Demo, Serving, ocop_stamp, path};

/// A service that says its figures at an address.
fn spawn(demo: &Demo, metrics: &str) -> Result<Serving, String> {
    let data = demo.data();
    let serve = ["serve", "--demo", "--listen", "127.0.0.1:0", "--metrics", metrics];
    let mut command = ocop_stamp(&serve);
    command.args(["--data", path(&data)]);
    Serving::spawn(command, &data.join("control.sock"), &data.with_extension("log"))
}

#[test]
fn figures_are_on_a_listener_of_their_own() {
    let demo = Demo::new();
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let address = free.expect("a free port").to_string();
    let serving = spawn(&demo, &address).unwrap_or_else(|why| panic!("it does not start: {why}"));
    serving.wait_until_healthy();
    serving.verdict(&demo.sample("valid"));
    let figures = serving.client.get(format!("http://{address}/metrics")).send().expect("figures");
    assert_eq!(
        figures.headers()["content-type"],
        "application/openmetrics-text; version=1.0.0; charset=utf-8"
    );
    let figures = figures.text().expect("text");
    for line in [
        "ocop_stamp_healthy 1",
        "ocop_stamp_verdicts_total{verdict=\"valid\",reason=\"none\"} 1",
        "# TYPE ocop_stamp_commit_duration_seconds histogram",
        "# EOF",
    ] {
        assert!(figures.lines().any(|told| told == line), "no {line:?} in\n{figures}");
    }
    let elsewhere = serving.client.get(format!("http://{address}/healthz")).send();
    assert_eq!(elsewhere.expect("an answer").status(), 404, "nothing else is there");
    let public = serving.get("/metrics").text().expect("text");
    assert!(!public.contains("ocop_stamp_"), "the world is told nothing");
    assert_eq!(serving.terminate(), Some(0));
}

#[test]
fn a_port_that_is_taken_keeps_the_service_from_starting() {
    let demo = Demo::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let said = spawn(&demo, &address).err().expect("it should not start");
    assert!(said.contains(&format!("can't listen on {address} (serve.metrics)")), "{said}");
}

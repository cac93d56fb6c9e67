//! Ten thousand connections at once.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::{
    program::Demo,
    slow_clients::{
        MOST_KB_A_CONNECTION, Slow, check_memory, check_that_others_are_served, resident_kb,
    },
};

const CONNECTIONS: u64 = 10_000;

/// Files that this process has open besides.
const OTHERS: u64 = 200;

#[test]
fn ten_thousand_idle_connections_keep_nobody_from_an_answer() {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).expect("a limit");
    let needed = CONNECTIONS + OTHERS;
    assert!(most >= needed, "needs {needed} open files, {most} are allowed: raise `ulimit -Hn`");
    setrlimit(Resource::RLIMIT_NOFILE, most, most).expect("up to its own limit");
    let demo = Demo::new();
    let serving = demo.serve();
    check_that_others_are_served(&serving, &demo);
    let before = resident_kb(&serving);
    let mut clients = Vec::new();
    for number in 0..CONNECTIONS {
        let mut client = Slow::connect(&serving);
        if number % 2 == 0 {
            client.ask_once();
        }
        clients.push(client);
        if number % 1_000 == 0 {
            check_that_others_are_served(&serving, &demo);
        }
    }
    check_that_others_are_served(&serving, &demo);
    check_memory(&serving, before, CONNECTIONS * MOST_KB_A_CONNECTION);
    assert_eq!(serving.terminate(), Some(0), "it ends while they hold on");
}

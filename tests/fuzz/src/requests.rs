//! Requests to the whole service: bodies, queries, paths. No answer is a fault of the service's, each refusal is a
//! problem that programs can read, and what it points to is there.

use std::fmt;

use ocop_stamp::web::API_ROUTES;
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use super::{
    Bounds, Target,
    service::{Answer, Side, ask},
};

/// A body in JSON: the first byte says for which path.
pub const BODY: Target = Target {
    name: "request_body",
    seeds: || {
        let place = |path: &str| bodies().iter().position(|(_, of)| of.starts_with(path));
        let seed = |(path, body): &(&str, &str)| {
            let place = place(path).unwrap_or_else(|| panic!("no path begins with {path}"));
            [&[u8::try_from(place).expect("few")], body.as_bytes()].concat()
        };
        SENT.iter().map(seed).collect()
    },
    words: &[
        "null",
        "{}",
        "[]",
        "true",
        "-1",
        "1e400",
        "18446744073709551616",
        "4294967295",
        "16777215",
        "16777216",
        "\"\"",
        "\\u0000",
        "\\ud800",
        "\"batch\":1",
        "\"certificate\":1",
        "\"producer\":1",
        "\"key\":0",
        "\"from\":0",
        "\"to\":16777215",
        "\"kept\"",
        "\"refused\"",
        "\"9999-12-31\"",
        "\"-009999-01-01\"",
        "\"food_safety\"",
        "\"other\"",
        "\"stamp_copied\"",
        "\"dry_run\":true",
        "~",
        "/",
    ],
    read: body,
    bounds: Bounds::of_process(64),
};

/// A query: the first byte says of which path.
pub const QUERY: Target = Target {
    name: "request_query",
    seeds: || {
        let seeds = QUERIES
            .iter()
            .zip(0_u8..)
            .map(|((_, query), place)| [&[place], query.as_bytes()].concat());
        seeds.collect()
    },
    words: &[
        "&",
        "=",
        "%",
        "%00",
        "%C3%A8",
        "+",
        "cursor=",
        "limit=",
        "q=",
        "18446744073709551615",
        "-1",
        "null",
        "true",
        "lang=en",
        "[]",
    ],
    read: query,
    bounds: Bounds::of_process(64),
};

/// A path of the public side, as a stranger may send it.
pub const PATH: Target = Target {
    name: "request_path",
    seeds: || {
        let paths = [
            "certificates/1",
            "certificates/1/code.svg?module=4",
            "WBN5-N2DG-DJZE-8G3M",
            "log/tile/0/000",
            "log/tile/entries/000.p/1",
            "api/v1/certificates/1",
            "api/v1/log/receipts/0",
            "pictures/x.jpg",
            "01/08930000000019/21/000000000100000000?s=1",
            "check?code=1",
            "%2e%2e/x",
        ];
        let digits = "0".repeat(192);
        paths.into_iter().chain([digits.as_str()]).map(Vec::from).collect()
    },
    words: &[
        "/",
        "..",
        "%2f",
        "%00",
        "?",
        "//",
        "api/v1/",
        "certificates/",
        "log/",
        "tile/",
        ".p/",
        "pictures/",
        "%C3%28",
        "lang=en",
    ],
    read: path,
    bounds: Bounds::of_process(64),
};

/// Paths that take a body, with something that is there in place of each parameter.
fn bodies() -> Vec<(&'static str, String)> {
    let with_body =
        API_ROUTES.iter().filter(|route| ["POST", "PUT", "PATCH"].contains(&route.method));
    let mut paths: Vec<_> =
        with_body.map(|route| (route.method, with_parameters(route.path))).collect();
    paths.push(("POST", "/api/v1/stamps/verify".to_owned()));
    for (method, path) in [
        ("POST", "session"),
        ("POST", "session/second-factor"),
        ("PUT", "session/second-factor"),
        ("POST", "invitation"),
        ("POST", "invitation/accept"),
    ] {
        paths.push((method, format!("/api/v1/{path}")));
    }
    paths
}

fn with_parameters(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

const SENT: &[(&str, &str)] = &[
    ("/api/v1/account/password", r#"{"current":"a","new":"b"}"#),
    ("/api/v1/tokens", r#"{"name":"Máy in","days":30,"may":["read"]}"#),
    (
        "/api/v1/accounts",
        r#"{"name":"An","phone":"0912345678","email":null,"role":{"officer":{"province":"08"}}}"#,
    ),
    ("/api/v1/accounts/1", r#"{"name":"An","role":"administrator"}"#),
    ("/api/v1/proposals/1/dismiss", r#"{"reason":"nhầm"}"#),
    (
        "/api/v1/register/import",
        r#"{"sheets":[{"name":"t.csv","rows":[[{"text":"Tên sản phẩm"},{"text":"Tên chủ thể"},{"text":"Hạng sao"},{"text":"Số, ngày quyết định"}],[{"text":"Chè"},{"text":"HTX Chè"},{"number":4.0},{"text":"Số 1/QĐ-UBND ngày 1/2/2026 của UBND tỉnh Sơn La"}],["empty",{"date":"2026-01-01"},{"error":"x"}]],"hidden_rows":[2]}],"province_code":"14","pictures":{"a.jpg":{"kept":"0000000000000000000000000000000000000000000000000000000000000000.jpg"},"b":{"refused":"not_a_picture"}},"dry_run":true}"#,
    ),
    ("/api/v1/corrections/settle", r#"{"certificate":1,"approve":true}"#),
    ("/api/v1/batches", r#"{"certificate":1,"quantity":3,"variant":0,"activated":false}"#),
    ("/api/v1/batches/1/activations", r#"{"from":0,"to":1}"#),
    (
        "/api/v1/batches/1/declarations",
        r#"{"from":0,"to":1,"lot":"L1","made_from":"2026-01-01","made_to":"2026-01-02"}"#,
    ),
    (
        "/api/v1/revocations",
        r#"{"targets":[{"batch":1,"from":0,"to":1},{"certificate":1},{"producer":1},{"key":0}],"reason":"food_safety","decision":{"number":"1/QĐ","date":"2026-01-01","body":"UBND"},"effective_from":"2026-01-01","note":"x"}"#,
    ),
    (
        "/api/v1/suspensions",
        r#"{"targets":[{"batch":1}],"reason":"other","review_on":"2027-01-01"}"#,
    ),
    (
        "/api/v1/holds/preview",
        r#"{"targets":[{"batch":1,"from":0,"to":16777215},{"certificate":1}]}"#,
    ),
    ("/api/v1/lifts", r#"{"log_index":3}"#),
    (
        "/api/v1/keys",
        r#"{"key":2,"public_key":"7g_5htUCSXIY7GXHAKQNRHp_j_NKZyLtwqr6e11kDmY","body":"x","sign_from":"2026-01-01","sign_until":"2026-12-31","proof":"AAAA"}"#,
    ),
    ("/api/v1/stamps/verify", r#"{"codes":["WBN5-N2DG-DJZE-8G3M","https://x/1"]}"#),
    ("/api/v1/session/second-factor", r#"{"code":"123456"}"#),
    ("/api/v1/session", r#"{"identifier":"0912345678","password":"x"}"#),
    ("/api/v1/invitation", r#"{"secret":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#),
    (
        "/api/v1/invitation/accept",
        r#"{"secret":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","password":"x","second_factor":{"secret":"A","code":"1"}}"#,
    ),
];

const QUERIES: &[(&str, &str)] = &[
    ("/api/v1/certificates", "province=08&state=in_force&q=ch%C3%A8&limit=3"),
    ("/certificates", "province=14&q=a&lang=en&cursor=x"),
    ("/certificates.csv", "state=ended"),
    ("/api/v1/log/entries", "from=0&limit=3&kind=revoked"),
    ("/log", "before=9&lang=vi"),
    ("/check", "code=WBN5-N2DG-DJZE-8G3M"),
    ("/api/v1/accounts", "role=officer&state=invited&cursor=1"),
    ("/api/v1/audit", "account=1&from=2026-01-01&to=2026-12-31&cursor=3"),
    ("/api/v1/audit.csv", "account=1"),
    ("/api/v1/proposals", "waiting=true&cursor=1"),
    ("/api/v1/notices", "cursor=1"),
    ("/api/v1/producers", "q=htx&cursor=3"),
    ("/api/v1/register/export", "province=14"),
    ("/api/v1/batches", "certificate=1&producer=1&cursor=2"),
    ("/api/v1/batches/1/stamps", "from=0&to=3"),
    ("/api/v1/batches/1/printable", "from=0&to=3"),
];

fn body(case: &[u8]) {
    let Some((place, sent)) = case.split_first() else { return };
    let bodies = bodies();
    let (method, path) = &bodies[usize::from(*place) % bodies.len()];
    let is_public = path.starts_with("/api/v1/session") || path.starts_with("/api/v1/invitation");
    let side = if is_public { Side::Public } else { Side::Control };
    let answer = ask(side, method, path, "Content-Type: application/json\r\n", sent);
    let problem = good(&answer, path);
    let pointer = problem.as_ref().and_then(|problem| problem["errors"][0]["pointer"].as_str());
    if let (Some(pointer), Ok(sent)) = (pointer, serde_json::from_slice::<Sent>(sent)) {
        assert!(sent.has(pointer), "{path}: {pointer:?} points to nothing in what was sent");
    }
}

fn query(case: &[u8]) {
    let Some((place, sent)) = case.split_first() else { return };
    let (path, _) = QUERIES[usize::from(*place) % QUERIES.len()];
    let is_public = ["/api/v1/certificates", "/api/v1/log", "/certificates", "/log", "/check"]
        .iter()
        .any(|public| path.starts_with(public));
    let side = if is_public { Side::Public } else { Side::Control };
    let path = format!("{path}?{}", visible(sent));
    good(&ask(side, "GET", &path, "Accept: application/json\r\n", b""), &path);
}

fn path(case: &[u8]) {
    let path = format!("/{}", visible(case));
    let answer = ask(Side::Public, "GET", &path, "Accept: application/json\r\n", b"");
    good(&answer, &path);
    let policy = answer.headers.get("content-security-policy");
    assert!(policy.is_some(), "{path}: an answer without the front's headers");
}

/// Bytes as a request's line may have them.
fn visible(bytes: &[u8]) -> String {
    let write = |byte: &u8| match byte {
        b'!' | b'$'..=b'~' if !b"<>\\^`{|}\"".contains(byte) => char::from(*byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    bytes.iter().map(write).collect()
}

/// The problem of an answer, if it is one.
fn good(answer: &Answer, path: &str) -> Option<Value> {
    let Answer { status, headers, body } = answer;
    let text = String::from_utf8_lossy(body);
    assert!((200..500).contains(status), "{path}: {status}: {text}");
    if *status < 400 {
        return None;
    }
    let kind = headers.get("content-type").map(String::as_str).unwrap_or_default();
    assert_eq!(kind, "application/problem+json", "{path}: {status}: {text}");
    let problem: Value = serde_json::from_slice(body).expect("a problem is JSON");
    assert_eq!(problem["status"], *status, "{path}");
    assert!(problem["code"].as_str().is_some_and(|code| !code.is_empty()), "{path}: {problem}");
    assert!(
        problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()),
        "{path}: {problem}"
    );
    Some(problem)
}

/// JSON as it was sent, names that stand twice included.
enum Sent {
    Leaf,
    List(Vec<Sent>),
    Object(Vec<(String, Sent)>),
}

impl Sent {
    /// Whether a pointer (RFC 6901) points to something.
    fn has(&self, pointer: &str) -> bool {
        let Some(rest) = pointer.strip_prefix('/') else { return pointer.is_empty() };
        let end = rest.find('/').unwrap_or(rest.len());
        let (step, rest) = rest.split_at(end);
        let step = step.replace("~1", "/").replace("~0", "~");
        match self {
            Self::Leaf => false,
            Self::List(items) => {
                let item = step.parse().ok().and_then(|place: usize| items.get(place));
                item.is_some_and(|item| item.has(rest))
            }
            Self::Object(fields) => {
                fields.iter().any(|(name, value)| *name == step && value.has(rest))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AsSent)
    }
}

struct AsSent;

impl<'de> Visitor<'de> for AsSent {
    type Value = Sent;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Sent, E> {
        Ok(Sent::Leaf)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Sent, E> {
        Ok(Sent::Leaf)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Sent, E> {
        Ok(Sent::Leaf)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Sent, E> {
        Ok(Sent::Leaf)
    }

    fn visit_str<E>(self, _: &str) -> Result<Sent, E> {
        Ok(Sent::Leaf)
    }

    fn visit_unit<E>(self) -> Result<Sent, E> {
        Ok(Sent::Leaf)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Sent, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Sent::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Sent, A::Error> {
        let mut object = Vec::new();
        while let Some(field) = fields.next_entry()? {
            object.push(field);
        }
        Ok(Sent::Object(object))
    }
}

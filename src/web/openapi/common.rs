//! What many operations have in common: who may ask, which problems they answer, which headers they take and give.

use serde_json::{Map, Value, json};

use super::TAGS;
use crate::{
    access::{Act, Scope},
    web::{
        api::{API_ROUTES, OPEN_ROUTES},
        problem::PROBLEM_JSON,
        who::SESSION_COOKIE,
    },
};

/// Who an operation is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    Anybody,
    WhoSignsIn,
    WhoMay(Act),
}

/// Completes the document that follows from handlers and types.
pub(super) fn complete(document: &mut Value) {
    let mut schemas = document["components"]["schemas"].take();
    for (name, schema) in schemas.as_object_mut().into_iter().flatten() {
        close_variants(name, schema);
    }
    document["components"] = json!({
        "schemas": schemas,
        "securitySchemes": {
            "token": { "type": "http", "scheme": "bearer", "description": "A token that somebody made for a program." },
            "session": { "type": "apiKey", "in": "cookie", "name": SESSION_COOKIE,
                "description": "What signing in sets. With it, a change is taken from pages of this site only." },
        },
        "headers": headers(),
    });
    require_what_answers_hold(document);
    bound_integers(document);
    let mut shared = Map::new();
    for (path, operations) in document["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            complete_operation(&method.to_uppercase(), path, operation, &mut shared);
        }
    }
    document["components"]["responses"] = Value::Object(shared);
    let mut tags: Vec<Value> = Vec::new();
    for (_, name, description) in TAGS.iter().filter(|(.., description)| !description.is_empty()) {
        tags.push(json!({ "name": name, "description": description }));
    }
    document["tags"] = json!(tags);
}

fn headers() -> Value {
    json!({
        "RequestId": { "description": "Names the request, in the service's log as well.", "required": true,
            "schema": { "type": "string", "pattern": "^[0-9a-f]{16}$" } },
        "RetryAfter": { "description": "Seconds until it makes sense to ask again.", "required": true,
            "schema": { "type": "integer", "minimum": 0 } },
        "Challenge": { "description": "How to show who one is.", "required": true, "schema": { "type": "string" } },
    })
}

fn complete_operation(
    method: &str,
    path: &str,
    operation: &mut Value,
    shared: &mut Map<String, Value>,
) {
    let who = who(method, path);
    let module = operation["tags"][0].as_str().unwrap_or_default();
    let module = module.rsplit("::").next().unwrap_or_default().to_owned();
    let name = operation["operationId"].as_str().unwrap_or_default();
    operation["operationId"] = json!(format!("{module}.{name}"));
    let tag = TAGS.iter().find(|(handled_by, ..)| *handled_by == module);
    let tag = tag.unwrap_or_else(|| panic!("{method} {path}: no row of TAGS for {module:?}"));
    operation["tags"] = json!([tag.1]);
    say_who_may(who, path, operation);
    add_headers_to_send(who, method, operation);
    add_answers(who, method, operation, shared);
}

fn say_who_may(who: For, path: &str, operation: &mut Value) {
    let (token, session) = (json!({ "token": [] }), json!({ "session": [] }));
    operation["security"] = match who {
        // Who is halfway through signing in has a session.
        For::WhoSignsIn if path.ends_with("/second-factor") => json!([session]),
        For::Anybody | For::WhoSignsIn => json!([]),
        For::WhoMay(act) if act.scope().is_some() => json!([token, session]),
        For::WhoMay(_) => json!([session]),
    };
    if let For::WhoMay(act) = who {
        let words = operation["description"].as_str().map(|words| format!("{words}\n\n"));
        let words = words.unwrap_or_default() + &who_may(act);
        operation["description"] = json!(words);
    }
}

/// Completes the answers that an operation names, and adds the problems that all of its kind have.
fn add_answers(who: For, method: &str, operation: &mut Value, shared: &mut Map<String, Value>) {
    let problems = problems(who, method, operation);
    let answers = operation["responses"].as_object_mut().expect("an operation has answers");
    for (status, answer) in answers.iter_mut() {
        complete_answer(status.parse().unwrap_or_default(), answer);
    }
    for (status, name, description) in problems {
        // What an operation says itself is more exact.
        if answers.contains_key(&status.to_string()) {
            continue;
        }
        shared.entry(name).or_insert_with(|| {
            let mut answer = json!({ "description": description });
            complete_answer(status, &mut answer);
            answer
        });
        let reference = format!("#/components/responses/{name}");
        answers.insert(status.to_string(), json!({ "$ref": reference }));
    }
}

fn who(method: &str, path: &str) -> For {
    let row = API_ROUTES.iter().find(|route| route.method == method && route.path == path);
    match row {
        Some(route) => For::WhoMay(route.act),
        None if OPEN_ROUTES.contains(&(method, path)) => For::WhoSignsIn,
        None => For::Anybody,
    }
}

/// Which roles an act is for, and what a token needs for it.
fn who_may(act: Act) -> String {
    let word = |value: Value| value.as_str().unwrap_or_default().to_owned();
    if act.roles().is_empty() {
        return "For nobody but the operator, over the control socket on the machine itself."
            .to_owned();
    }
    let roles: Vec<String> = act.roles().iter().map(|role| word(json!(role))).collect();
    let roles = roles.join(", ");
    match act.scope() {
        Some(scope) => format!("Roles: {roles}. Scope of a token: {}.", word(json!(scope))),
        None => format!("Roles: {roles}. Takes a person: no token does it."),
    }
}

/// Whether somebody may do it for a producer.
fn is_for_producers(act: Act) -> bool {
    matches!(act.scope(), Some(Scope::Batches | Scope::Holds))
}

fn add_headers_to_send(who: For, method: &str, operation: &mut Value) {
    let mut added = Vec::new();
    if let For::WhoMay(act) = who
        && method == "POST"
    {
        added.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "The same request under the same key is carried out once, for 30 days.",
            "schema": { "type": "string", "pattern": "^[ -~]{1,255}$" },
        }));
        if is_for_producers(act) {
            added.push(json!({
                "name": "On-Behalf-Of", "in": "header", "required": false,
                "description": "The producer that an officer or a clerk acts for.",
                "schema": { "$ref": "#/components/schemas/ProducerNumber" },
            }));
        }
    }
    if added.is_empty() {
        return;
    }
    if let Some(parameters) = operation["parameters"].as_array_mut() {
        parameters.extend(added);
    } else {
        operation["parameters"] = json!(added);
    }
}

/// The problems that an operation may answer with, beside those that it names itself.
fn problems(who: For, method: &str, operation: &Value) -> Vec<(u16, &'static str, &'static str)> {
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let takes = |place: &str| parameters.iter().any(|parameter| parameter["in"] == place);
    let has_body = operation["requestBody"].is_object();
    let mut problems =
        vec![(429, "TooManyRequests", "Asked too often."), (503, "NotNow", "Not possible now.")];
    if takes("query") || takes("header") || has_body {
        problems.push((400, "Unreadable", "The request can't be read."));
    }
    if takes("path") {
        problems.push((404, "NotThere", "There is no such thing, or it is another's."));
    }
    if has_body {
        problems.push((413, "TooLarge", "The request is too large."));
        problems.push((415, "OtherMediaType", "The body is of another type."));
    }
    if parameters.iter().any(|parameter| parameter["name"] == "If-Match") {
        problems.push((412, "ChangedMeanwhile", "It was changed meanwhile."));
        problems.push((428, "IfMatchMissing", "`If-Match` is missing."));
    }
    let changes = method != "GET";
    match who {
        For::Anybody => {}
        For::WhoSignsIn => {
            problems.push((401, "WrongSecret", "Not signed in, or what was given is wrong."));
            problems.push((403, "FromAnotherSite", "A page of another site asked."));
            if has_body {
                problems.push((404, "LinkOver", "The link works no more."));
                problems.push((422, "AgainstTheRules", "Against the rules."));
            }
        }
        For::WhoMay(_) => {
            problems.push((401, "NotSignedIn", "Not signed in, or the token works no more."));
            problems.push((403, "NotPermitted", "It is not for this role or token."));
            if changes {
                problems.push((404, "NotThere", "There is no such thing, or it is another's."));
                problems.push((409, "Conflict", "It conflicts with what is there."));
                problems.push((422, "AgainstTheRules", "Against the rules."));
            }
        }
    }
    problems
}

fn complete_answer(status: u16, answer: &mut Value) {
    if answer["headers"].is_null() {
        answer["headers"] = json!({});
    }
    if let Some(headers) = answer["headers"].as_object_mut() {
        for header in headers.values_mut() {
            header["required"] = json!(true);
        }
    }
    let header = |name: &str| json!({ "$ref": format!("#/components/headers/{name}") });
    answer["headers"]["X-Request-Id"] = header("RequestId");
    if status < 400 {
        return;
    }
    if matches!(status, 429 | 503) {
        answer["headers"]["Retry-After"] = header("RetryAfter");
    }
    if status == 401 {
        answer["headers"]["WWW-Authenticate"] = header("Challenge");
    }
    let problem = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
    answer["content"] = Value::Object(Map::from_iter([(PROBLEM_JSON.to_owned(), problem)]));
}

/// In a request, a variant of an enum refuses the fields of another, which the derived schema does not say.
fn close_variants(name: &str, schema: &mut Value) {
    if !["Target", "Role", "Cell", "PictureGiven"].contains(&name) {
        return;
    }
    for variant in schema["oneOf"].as_array_mut().into_iter().flatten() {
        variant["additionalProperties"] = json!(false);
    }
}

/// An integer ends where its type does. Formats alone are understood by few, and `utoipa` spells those without a sign
/// in another way than the registry of formats.
fn bound_integers(part: &mut Value) {
    match part {
        Value::Object(fields) => {
            let known = match fields.get("format").and_then(Value::as_str) {
                Some("u-int8") => Some(("uint8", u64::from(u8::MAX))),
                Some("u-int16") => Some(("uint16", u64::from(u16::MAX))),
                Some("u-int32") => Some(("uint32", u64::from(u32::MAX))),
                Some("u-int64") => Some(("uint64", u64::MAX)),
                Some(_) | None => None,
            };
            if let Some((format, largest)) = known {
                fields.insert("format".to_owned(), json!(format));
                fields.entry("maximum").or_insert_with(|| json!(largest));
            }
            fields.values_mut().for_each(bound_integers);
        }
        Value::Array(items) => items.iter_mut().for_each(bound_integers),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// In answers, a field that may be null is there all the same. In requests it may be left out, and so the derived
/// schema says everywhere.
fn require_what_answers_hold(document: &mut Value) {
    let schemas = &document["components"]["schemas"];
    let mut asked = Vec::new();
    for operation in document["paths"].as_object().into_iter().flatten() {
        for operation in operation.1.as_object().into_iter().flatten() {
            names_in(&operation.1["requestBody"], schemas, &mut asked);
        }
    }
    let schemas = document["components"]["schemas"].as_object_mut().expect("schemas");
    for (_, schema) in schemas.iter_mut().filter(|(name, _)| !asked.contains(*name)) {
        require_nullable(schema);
    }
}

/// The schemas that a part of the document refers to, and those within them.
fn names_in(part: &Value, schemas: &Value, names: &mut Vec<String>) {
    match part {
        Value::Object(fields) => {
            if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
                let name = reference.rsplit('/').next().unwrap_or_default().to_owned();
                if !names.contains(&name) {
                    names.push(name.clone());
                    names_in(&schemas[&name], schemas, names);
                }
            }
            fields.values().for_each(|field| names_in(field, schemas, names));
        }
        Value::Array(items) => items.iter().for_each(|item| names_in(item, schemas, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn require_nullable(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            let nullable = fields.get("properties").and_then(Value::as_object).map(|properties| {
                let nullable = properties.iter().filter(|(_, property)| may_be_null(property));
                nullable.map(|(name, _)| json!(name)).collect::<Vec<_>>()
            });
            if let Some(nullable) = nullable.filter(|names| !names.is_empty()) {
                let required = fields.entry("required").or_insert_with(|| json!([]));
                if let Some(required) = required.as_array_mut() {
                    required.retain(|name| !nullable.contains(name));
                    required.extend(nullable);
                }
            }
            fields.values_mut().for_each(require_nullable);
        }
        Value::Array(items) => items.iter_mut().for_each(require_nullable),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn may_be_null(property: &Value) -> bool {
    let is_null = |kind: &Value| kind == "null";
    property["type"].as_array().is_some_and(|kinds| kinds.iter().any(is_null))
        || property["oneOf"]
            .as_array()
            .is_some_and(|kinds| kinds.iter().any(|kind| is_null(&kind["type"])))
}

//! The document against the tables of paths, and against the one that is checked in.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
};

use serde_json::Value;

use super::*;
use crate::web::api::{API_ROUTES, OPEN_ROUTES};

/// What anybody may ask in JSON, as the routes of `PublicPath` lead to it.
const PUBLIC: [(&str, &str); 7] = [
    ("GET", "/api/v1/stamps/{code}"),
    ("POST", "/api/v1/stamps/verify"),
    ("GET", "/api/v1/certificates"),
    ("GET", "/api/v1/certificates/{number}"),
    ("GET", "/api/v1/log/entries"),
    ("GET", "/api/v1/log/receipts/{log_index}"),
    ("GET", OPENAPI),
];

/// Each operation by its method and path.
fn operations(document: &Value) -> BTreeMap<(String, String), Value> {
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, operations)| {
        let operations = operations.as_object().expect("operations");
        operations.iter().map(move |(method, operation)| {
            ((method.to_uppercase(), path.clone()), operation.clone())
        })
    });
    operations.collect()
}

#[test]
fn every_path_is_described_and_nothing_else() {
    let document = openapi_document();
    let described: BTreeSet<_> = operations(&document).into_keys().collect();
    let routes = API_ROUTES.iter().map(|route| (route.method, route.path));
    let routes = routes.chain(OPEN_ROUTES.iter().copied()).chain(PUBLIC);
    let routes = routes.map(|(method, path)| (method.to_owned(), path.to_owned()));
    assert_eq!(described, routes.collect());
}

#[test]
fn operations_have_names_of_their_own_and_words() {
    let document = openapi_document();
    let mut names = BTreeSet::new();
    for ((method, path), operation) in operations(&document) {
        let name = operation["operationId"].as_str().expect("a name").to_owned();
        assert!(names.insert(name.clone()), "{name} twice");
        assert!(operation["summary"].is_string(), "{method} {path}");
        for (status, answer) in operation["responses"].as_object().expect("answers") {
            let words = answer["description"].as_str().or(answer["$ref"].as_str());
            assert!(words.is_some_and(|words| !words.is_empty()), "{method} {path} {status}");
        }
        let named = |parameter: &Value| {
            let name = parameter["name"].as_str().expect("a name").to_owned();
            (parameter["in"] == "path").then_some(name)
        };
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let parameters: BTreeSet<_> = parameters.iter().filter_map(named).collect();
        let in_path = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        assert_eq!(parameters, in_path.map(str::to_owned).collect(), "{method} {path}");
    }
}

#[test]
fn what_is_referred_to_is_there_and_what_is_there_is_referred_to() {
    fn references<'d>(part: &'d Value, found: &mut BTreeSet<&'d str>) {
        match part {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|field| references(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let document = openapi_document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    for reference in &found {
        let pointer = reference.strip_prefix('#').expect("within the document");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    for name in document["components"]["schemas"].as_object().expect("schemas").keys() {
        let reference = format!("#/components/schemas/{name}");
        assert!(found.contains(reference.as_str()), "{name} is used nowhere");
    }
}

#[test]
fn the_document_that_is_checked_in_is_what_the_code_gives() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json");
    if env::var_os("UPDATE").is_some() {
        fs::write(&file, openapi_text()).expect("written");
    }
    let checked_in = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        checked_in == openapi_text(),
        "docs/openapi.json is not what the code gives; to renew it: UPDATE=1 cargo test --lib web::openapi"
    );
}

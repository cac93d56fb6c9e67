//! Invitations, sessions, tokens; what strangers try; the end of what is kept of a person.

use super::*;

#[test]
fn a_page_of_another_site_acts_for_nobody() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let owner = person(&test, json!({ "kind": "producer", "producer": 1 }), "0912000001").await;
        let request = |site: &'static str| {
            TestRequest::post()
                .uri("/api/v1/batches/1/activations")
                .insert_header(("Cookie", format!("__Host-session={}", owner.cookie)))
                .insert_header(("Sec-Fetch-Site", site))
                .set_json(json!({ "from": 0, "to": 1 }))
        };
        for (site, status) in [("cross-site", 403), ("same-site", 403), ("same-origin", 201)] {
            assert_eq!(test.call(request(site)).await.status, status, "{site}");
        }
    });
}

#[test]
fn a_session_is_given_a_new_secret_at_each_step_and_the_old_one_is_worth_nothing() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let officer =
            person(&test, json!({ "kind": "officer", "territory": "08" }), "0912000001").await;
        let signed = test.service.sign_in("0912 000 001", Password::new(PASSWORD), origin("a"));
        let signed = signed.await.expect("the password is right");
        assert_eq!(signed.stage, SessionStage::SecondFactorAsked);
        let halfway = Person { cookie: signed.secret.text(), ..officer };
        let reply = ask(&test, Some(&halfway), "GET /api/v1/account", None).await;
        assert_eq!(reply.status, 401, "a password alone is too little");
        test.set_time("2026-11-26T03:01:00Z");
        let code = SecondFactorCode::new(&halfway.factor.code(test.service.now()));
        let hash = signed.secret.hash();
        let whole =
            test.service.give_second_factor(&hash, &code, origin("a")).await.expect("right");
        assert_ne!(whole.secret, signed.secret);
        assert_eq!(ask(&test, Some(&halfway), "GET /api/v1/account", None).await.status, 401);
        let whole = Person { cookie: whole.secret.text(), ..halfway };
        assert_eq!(ask(&test, Some(&whole), "GET /api/v1/account", None).await.status, 200);
        let again = test.service.sign_in("0912000001", Password::new(PASSWORD), origin("a")).await;
        let again = again.expect("the password is right").secret.hash();
        let used = test.service.give_second_factor(&again, &code, origin("a")).await;
        let used = used.expect_err("a code is taken once");
        assert!(matches!(used, UseCaseError::Access(AccessError::WrongCode)), "{used:?}");
        test.service.sign_out(&OneTimeSecret::parse(&whole.cookie).expect("a secret").hash());
        assert_eq!(ask(&test, Some(&whole), "GET /api/v1/account", None).await.status, 401);
    });
}

#[test]
fn a_session_that_a_stranger_planted_is_not_taken_over() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let stranger =
            person(&test, json!({ "kind": "producer", "producer": 1 }), "0912000001").await;
        person(&test, json!({ "kind": "producer", "producer": 1 }), "0912000002").await;
        let sign_in = TestRequest::post()
            .uri("/api/v1/session")
            .insert_header(("Cookie", format!("__Host-session={}", stranger.cookie)))
            .insert_header(("Sec-Fetch-Site", "same-origin"))
            .set_json(json!({ "identifier": "0912000002", "password": PASSWORD }));
        let signed = test.call(sign_in).await;
        assert_eq!(signed.json()["stage"], "signed_in", "{}", signed.text());
        let given = signed.header("set-cookie").split(';').next().expect("a cookie").to_owned();
        assert_ne!(given, format!("__Host-session={}", stranger.cookie), "a secret of its own");
        let with_planted = ask(&test, Some(&stranger), "GET /api/v1/account", None).await;
        assert_eq!(with_planted.status, 401, "what was planted is worth nothing");
    });
}

#[test]
fn an_invitation_is_followed_and_a_person_signs_in_over_the_interface() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let role = serde_json::from_value(json!({ "kind": "officer", "territory": "08" }));
        let phone = Some("0912000001".to_owned().try_into().expect("a number"));
        let request = InviteRequest {
            role: role.expect("a role"),
            name: "Mẫu".to_owned(),
            phone,
            email: None,
        };
        let invited = test.service.invite(&operator(), &request).await.expect("invited");
        let secret = invited.path.strip_prefix("/invitation/").expect("a path").to_owned();
        let post = async |path: &str, body: Value, cookie: &str| {
            let request = TestRequest::post()
                .uri(path)
                .insert_header(("Sec-Fetch-Site", "same-origin"))
                .insert_header(("Cookie", cookie.to_owned()))
                .set_json(body);
            test.call(request).await
        };
        let shown = post("/api/v1/invitation", json!({ "secret": secret }), "").await.json();
        let factor = shown["second_factor"]["secret"].as_str().and_then(SecondFactor::from_base32);
        let factor = factor.expect("an officer needs one");
        let accept = |password: &str, code: String| {
            json!({
                "secret": secret,
                "password": password,
                "second_factor": { "secret": factor.base32(), "code": code }
            })
        };
        let path = "/api/v1/invitation/accept";
        let now = factor.code(test.service.now());
        let weak = post(path, accept("matkhau123", now.clone()), "").await;
        assert_eq!((weak.status, code(&weak).as_str()), (422, "password"));
        let wrong = post(path, accept(PASSWORD, "000000".to_owned()), "").await;
        assert_eq!((wrong.status, code(&wrong).as_str()), (401, "wrong_code"));
        let done = post(path, accept(PASSWORD, now), "").await;
        assert_eq!(done.status, 200, "{}", done.text());
        for attribute in ["__Host-session=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(done.header("set-cookie").contains(attribute), "{attribute}");
        }
        test.set_time("2026-11-26T03:01:00Z");
        let sign_in = json!({ "identifier": "0912 000 001", "password": PASSWORD });
        let halfway = post("/api/v1/session", sign_in.clone(), "").await;
        assert_eq!(halfway.json()["stage"], "second_factor_asked", "{}", halfway.text());
        let cookie = halfway.header("set-cookie").split(';').next().expect("a cookie").to_owned();
        let body = json!({ "code": factor.code(test.service.now()) });
        let whole = post("/api/v1/session/second-factor", body, &cookie).await;
        assert_eq!(whole.json()["stage"], "signed_in", "{}", whole.text());
        assert_ne!(whole.header("set-cookie").split(';').next(), Some(cookie.as_str()));
        let from_elsewhere = TestRequest::post()
            .uri("/api/v1/session")
            .insert_header(("Sec-Fetch-Site", "cross-site"))
            .set_json(sign_in);
        assert_eq!(test.call(from_elsewhere).await.status, 403);
    });
}

#[test]
fn guesses_are_slowed_and_keep_nobody_out() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        person(&test, json!({ "kind": "producer", "producer": 1 }), "0912000001").await;
        let guess = |word: &'static str, network: &'static str| {
            test.service.sign_in("0912000001", Password::new(word), origin(network))
        };
        guess(PASSWORD, "home").await.expect("the owner");
        let mut throttled = 0;
        for _ in 0..10 {
            let refused = guess("khong phai mat khau", "strangers").await.expect_err("wrong");
            throttled +=
                u32::from(matches!(refused, UseCaseError::Access(AccessError::Throttled(_))));
        }
        assert!(throttled >= 3, "{throttled}");
        let unknown = test.service.sign_in("0999999999", Password::new("x"), origin("other")).await;
        let unknown = unknown.expect_err("nobody has it").to_string();
        assert_eq!(unknown, "wrong telephone number, e-mail address or password");
        guess(PASSWORD, "home").await.expect("the owner is not kept out");
    });
}

#[test]
fn what_is_throttled_tells_nobody_who_has_an_account() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        person(&test, json!({ "kind": "producer", "producer": 1 }), "0912000001").await;
        let guess = async |typed: String| {
            let wrong = Password::new("khong phai mat khau");
            match test.service.sign_in(&typed, wrong, origin("strangers")).await {
                Err(UseCaseError::Access(AccessError::WrongPassword)) => false,
                Err(UseCaseError::Access(AccessError::Throttled(_))) => true,
                other => panic!("{typed}: {other:?}"),
            }
        };
        for (whose, rest) in [("an account's", "912000001"), ("nobody's", "999999999")] {
            for _ in 0..6 {
                assert!(!guess(format!("0{rest}")).await, "{whose}");
            }
            assert!(guess(format!("+84 {rest}")).await, "{whose}, in another spelling");
        }
    });
}

#[test]
fn a_network_is_familiar_once_somebody_came_all_the_way_in_from_it() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let officer = json!({ "kind": "officer", "territory": "08" });
        let officer = person(&test, officer, "0912000001").await;
        let familiar = || {
            test.service.keep_presence();
            let kept = std::fs::read(test.folder.path().join("presence.json")).expect("kept");
            let kept: Value = serde_json::from_slice(&kept).expect("JSON");
            kept["familiar"].as_object().expect("networks by account").len()
        };
        test.set_time("2026-11-26T03:01:00Z");
        let signed = test.service.sign_in("0912000001", Password::new(PASSWORD), origin("a"));
        let signed = signed.await.expect("the password is right");
        assert_eq!(familiar(), 0, "who stole the password is no friend");
        let code = SecondFactorCode::new(&officer.factor.code(test.service.now()));
        let hash = signed.secret.hash();
        test.service.give_second_factor(&hash, &code, origin("a")).await.expect("right");
        assert_eq!(familiar(), 1);
    });
}

#[test]
fn a_closed_account_stays_as_it_is_and_takes_nothing_from_who_came_after() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let role = || json!({ "kind": "producer", "producer": 1 });
        let before = person(&test, role(), "0912000001").await;
        test.service.close_account(&operator(), before.account).await.expect("closed");
        person(&test, role(), "0912000001").await;
        let view = test.service.account(&operator(), before.account).expect("there");
        let phone = Some("0912000009".to_owned().try_into().expect("a number"));
        let change = AccountChange { phone, ..AccountChange::default() };
        let changed =
            test.service.change_account(&operator(), before.account, view.revision, &change).await;
        let refused = changed.expect_err("it is closed");
        assert!(matches!(refused, UseCaseError::Access(AccessError::NotThere(_))), "{refused:?}");
        let signed = test.service.sign_in("0912000001", Password::new(PASSWORD), origin("a")).await;
        signed.expect("the number is who came after's");
    });
}

#[test]
fn a_token_does_what_it_is_for_until_it_is_revoked() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let owner = person(&test, json!({ "kind": "producer", "producer": 1 }), "0912000001").await;
        let request =
            json!({ "name": "kho", "scopes": ["read"], "expires_at": "2026-12-01T00:00:00Z" });
        let made = ask(&test, Some(&owner), "POST /api/v1/tokens", Some(request)).await.json();
        let secret = made["secret"].as_str().expect("shown once").to_owned();
        let with = async |secret: &str, method: Method, path: &str| {
            let request = TestRequest::with_uri(path)
                .method(method)
                .insert_header(("Authorization", format!("Bearer {secret}")))
                .set_json(json!({ "from": 0, "to": 1 }));
            let reply = test.call(request).await;
            (reply.status, code(&reply))
        };
        let told = |status: u16, code: &str| (status, code.to_owned());
        assert_eq!(with(&secret, Method::GET, "/api/v1/batches/1").await, told(200, ""));
        let activate = "/api/v1/batches/1/activations";
        assert_eq!(with(&secret, Method::POST, activate).await, told(403, "not_permitted"));
        let mistyped = format!("{}x", &secret[..secret.len() - 1]);
        assert_eq!(with(&mistyped, Method::GET, "/api/v1/batches/1").await, told(401, "bad_token"));
        let listed = ask(&test, Some(&owner), "GET /api/v1/tokens", None).await;
        assert!(!listed.text().contains(&secret), "it is shown once");
        assert_ne!(listed.json()["items"][0]["last_used_at"], Value::Null);
        test.set_time("2026-12-02T00:00:00Z");
        assert_eq!(with(&secret, Method::GET, "/api/v1/batches/1").await, told(401, "token_over"));
    });
}

#[test]
fn what_is_shown_once_is_made_once_under_a_key() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let officer =
            person(&test, json!({ "kind": "officer", "territory": "08" }), "0912000001").await;
        let other =
            person(&test, json!({ "kind": "officer", "territory": "08" }), "0912000002").await;
        let post = async |who: &Person, path: &str, key: &str, body: &Value| {
            let request = TestRequest::post()
                .uri(path)
                .insert_header(("Sec-Fetch-Site", "same-origin"))
                .insert_header(("Idempotency-Key", key.to_owned()))
                .insert_header(("Cookie", format!("__Host-session={}", who.cookie)))
                .set_json(body);
            test.call(request).await
        };
        let invite = |phone: &str| {
            let role = json!({ "kind": "producer", "producer": 1 });
            json!({ "role": role, "name": "Lê Thị Mẫu", "phone": phone })
        };
        let token = |name: &str| json!({ "name": name, "scopes": ["read"], "expires_at": "2026-11-26T03:10:00Z" });
        let other_token =
            json!({ "name": "xe", "scopes": ["read"], "expires_at": "2026-12-01T00:00:00Z" });
        // Asked for again once more, and when the token is over.
        let rows = [
            ("/api/v1/accounts", "path", invite("0912000003"), invite("0912000004"), "03:05"),
            ("/api/v1/tokens", "secret", token("kho"), other_token, "03:15"),
        ];
        for (path, shown, request, another, later) in rows {
            let first = post(&officer, path, "a", &request).await;
            assert_eq!(first.status, 201, "{}", first.text());
            let secret = first.json()[shown].as_str().expect("it is shown").to_owned();
            for _ in 0..2 {
                let again = post(&officer, path, "a", &request).await;
                assert_eq!(again.status, 200, "{}", again.text());
                assert_eq!(again.json()[shown], Value::Null, "it is shown once");
                assert_eq!(again.json()["shown_before"], true);
                assert!(!again.text().contains(&secret));
                for number in ["account", "token"] {
                    let is_same = again.json()[number] == first.json()[number];
                    assert!(is_same, "{path}: {}", again.text());
                }
                test.set_time(&format!("2026-11-26T{later}:00Z"));
            }
            let differs = post(&officer, path, "a", &another).await;
            assert_eq!(
                (differs.status, code(&differs).as_str()),
                (422, "idempotency_key_of_another_request")
            );
            // Keys are one's own.
            assert_eq!(post(&other, path, "a", &another).await.status, 201);
        }
        let listed = ask(&test, Some(&officer), "GET /api/v1/tokens", None).await.json();
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
    });
}

#[test]
fn what_is_kept_of_a_person_ends_with_its_time() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let owner = person(&test, json!({ "kind": "producer", "producer": 1 }), "0912000001").await;
        let name = PersonalKeyName::Account(owner.account);
        let key = test.folder.path().join(format!("personal/{name}.key"));
        assert!(key.is_file());
        test.service.close_account(&operator(), owner.account).await.expect("closed");
        assert_eq!(ask(&test, Some(&owner), "GET /api/v1/account", None).await.status, 401);
        assert_eq!(test.service.end_retention(), 0, "not yet");
        test.set_time("2028-11-24T03:00:00Z");
        assert_eq!(test.service.end_retention(), 1, "the month's traces");
        let view = test.service.account(&operator(), owner.account).expect("there");
        assert!(view.person.is_some(), "two years are not over");
        test.set_time("2028-11-25T03:00:00Z");
        assert_eq!(test.service.end_retention(), 1);
        let view = test.service.account(&operator(), owner.account).expect("its number stays");
        assert_eq!((view.person, key.is_file()), (None, false));
        assert_eq!(test.service.end_retention(), 0);
    });
}

#[test]
fn who_is_refused_is_in_the_trail_so_often_as_is_kept() {
    test_service::run(async |test| {
        test.set_time(ASKED_AT);
        let inspector = json!({ "kind": "inspector", "territory": "08" });
        let inspector = person(&test, inspector, "0912000001").await;
        let officer = json!({ "kind": "officer", "territory": "08" });
        let officer = person(&test, officer, "0912000002").await;
        let import = "POST /api/v1/register/import";
        for _ in 0..25 {
            let reply = ask(&test, Some(&inspector), import, Some(json!({}))).await;
            assert_eq!((reply.status, code(&reply).as_str()), (403, "not_permitted"));
        }
        // Looking changes nothing, and is not noted; neither is who can't be told.
        assert_eq!(ask(&test, Some(&inspector), "GET /api/v1/audit", None).await.status, 403);
        assert_eq!(ask(&test, None, import, Some(json!({}))).await.status, 401);
        let trail = "GET /api/v1/audit?action=refused%20act";
        let trail = ask(&test, Some(&officer), trail, None).await.json();
        let records = trail["items"].as_array().expect("records");
        assert_eq!(records.len(), 20, "{trail}");
        for record in records {
            assert_eq!(record["actor"]["account"], json!(u64::from(inspector.account)));
            assert_eq!(record["target"], json!(import));
            assert_eq!(record["refused"], json!("not_permitted"));
        }
    });
}

//! The page of a certificate in every state, in both languages, for packs and for services.

use jiff::civil::date;

use super::{view::*, *};
use crate::{
    log::Reason,
    registry::{CertificateKind, ProductGroup},
    web::page::{
        samples,
        view::{Answer, IssuedStamp, Product, StampState, Successor, Unconfirmed},
    },
};

const LANGUAGES: [Language; 2] = [Language::Vietnamese, Language::English];

/// Every state, named.
fn states() -> Vec<(&'static str, State)> {
    let end = |early, recorded| End { on: date(2028, 2, 15), early, recorded };
    let recorded = Some(samples::measure(Reason::Expired));
    let withdrawn = |of: fn(_) -> _, reason| State::Withdrawn(of(samples::measure(reason)));
    vec![
        ("in_force", State::InForce { ends_in_days: None }),
        ("ends_soon", State::InForce { ends_in_days: Some(41) }),
        ("ends_today", State::InForce { ends_in_days: Some(0) }),
        ("suspended", State::Suspended(samples::measure(Reason::ProcessNotAsDeclared))),
        ("ended", State::Ended(end(None, None))),
        ("ended_early", State::Ended(end(Some(Reason::ProductionStopped), None))),
        ("expired_recorded", State::Ended(end(None, recorded))),
        (
            "certified_again",
            State::CertifiedAgain(end(Some(Reason::Replaced), None), linked(samples::successor())),
        ),
        ("food_safety", withdrawn(Withdrawal::FoodSafety, Reason::FoodSafety)),
        ("withdrawn", withdrawn(Withdrawal::Certificate, Reason::LabelNotAsCertified)),
        ("producer", withdrawn(Withdrawal::Producer, Reason::NoTraceabilityRecords)),
    ]
}

fn linked(certificate: Successor) -> Linked {
    Linked { certificate, href: "/certificates/402".to_owned() }
}

fn page(state: State, language: Language) -> CertificatePage {
    let IssuedStamp { certificate, product, holder, .. } = samples::stamp(StampState::Valid);
    let measured = samples::page(Answer::Unconfirmed(Unconfirmed::Forged), language);
    CertificatePage {
        recorded_until: jiff::civil::date(2028, 5, 31),
        frame: measured.frame,
        checked_at: measured.checked_at,
        data_as_of: measured.data_as_of,
        subject: Subject::Pack,
        state,
        is_record_missing: false,
        number: 142,
        certificate,
        kind: Some(CertificateKind::Renewed),
        ended_early: Some(EarlyEnd {
            reason: Reason::Replaced,
            decision: Some(samples::decision("98/QĐ-UBND", date(2028, 2, 10))),
        }),
        successor: Some(linked(samples::successor())),
        replaced: Some(linked(samples::successor())),
        product,
        holder,
        code: PageCode {
            address: "tem.ocop.example/certificates/142".to_owned(),
            svg_href: "/certificates/142/code.svg".to_owned(),
            png_href: "/certificates/142/code.png".to_owned(),
        },
    }
}

fn service(state: State, language: Language) -> CertificatePage {
    let pack = page(state, language);
    let product = pack.product.map(|product| Product {
        group: ProductGroup::Tourism,
        net_content: None,
        ..product
    });
    CertificatePage { subject: Subject::Service, product, ..pack }
}

/// The text of a page as a reader has it, near enough.
fn text(html: &str) -> String {
    html.replace("&#39;", "'").replace('\u{a0}', " ")
}

#[test]
fn each_state_has_its_word_its_tone_and_its_headline_in_both_languages() {
    let in_force = ["Chứng nhận OCOP 4 sao, còn hiệu lực", "OCOP 4-star certificate, in force"];
    let ended =
        ["Chứng nhận OCOP đã hết hạn ngày 15/02/2028", "OCOP certificate ended on 15 Feb 2028"];
    let expected = [
        ("in_force", "green", in_force),
        ("in_force", "green", in_force),
        ("in_force", "green", in_force),
        (
            "suspended",
            "amber",
            [
                "Chứng nhận OCOP đang tạm dừng để kiểm tra",
                "OCOP certificate on hold while it is checked",
            ],
        ),
        ("ended", "amber", ended),
        (
            "ended",
            "amber",
            [
                "Chứng nhận OCOP đã hết hiệu lực ngày 15/02/2028",
                "OCOP certificate no longer in force after 15 Feb 2028",
            ],
        ),
        ("ended", "amber", ended),
        (
            "ended",
            "blue",
            [
                "Chứng nhận cũ, sản phẩm đã được công nhận lại",
                "Older certificate, product certified again",
            ],
        ),
        (
            "withdrawn",
            "red",
            ["Đừng dùng: bị thu hồi vì an toàn thực phẩm", "Do not use: revoked for food safety"],
        ),
        ("withdrawn", "red", ["Chứng nhận OCOP đã bị thu hồi", "OCOP certificate withdrawn"]),
        ("withdrawn", "red", ["Đừng dựa vào chứng nhận này", "Do not rely on this certificate"]),
    ];
    assert_eq!(states().len(), expected.len());
    for ((name, state), (word, tone, headlines)) in states().into_iter().zip(expected) {
        for (language, headline) in LANGUAGES.into_iter().zip(headlines) {
            let html = text(&render_certificate(&page(state.clone(), language)));
            assert!(html.contains(&format!("<main data-certificate=\"{word}\">")), "{name}");
            assert!(html.contains(&format!("<body class=\"{tone}\">")), "{name}");
            assert!(html.contains(&format!("<h1>{headline}</h1>")), "{name}: {html}");
        }
    }
}

#[test]
fn each_page_says_what_it_confirms_before_it_shows_the_product() {
    let scopes = [
        (
            Subject::Pack,
            "Cho biết chứng nhận, không xác nhận gói hàng này",
            "Tells about the certificate, does not confirm this pack",
        ),
        (
            Subject::Service,
            "Cho biết chứng nhận, không xác nhận nơi treo mã này",
            "Tells about the certificate, does not confirm the place that shows this code",
        ),
    ];
    for (name, state) in states() {
        for (subject, vietnamese, english) in scopes {
            for language in LANGUAGES {
                let page = match subject {
                    Subject::Pack => page(state.clone(), language),
                    Subject::Service => service(state.clone(), language),
                };
                let html = render_certificate(&page);
                let product = html.find("class=\"goods\"").expect("it shows the product");
                for scope in [vietnamese, english] {
                    let place = html.find(scope).unwrap_or_else(|| panic!("{name}: {scope}"));
                    assert!(place < product, "{name}: {scope}");
                }
            }
        }
    }
}

#[test]
fn a_service_is_not_spoken_of_as_a_pack() {
    let words = ["gói hàng", "bao bì", "trên tay", "pack", "net content", "use-by", "hạn sử dụng"];
    for (name, state) in states() {
        for language in LANGUAGES {
            let mut page = service(state.clone(), language);
            // What the register says of the sample's safety and storage is of a tea.
            page.product = page.product.map(|product| Product {
                safety_warning: None,
                storage: None,
                ..product
            });
            let html = text(&render_certificate(&page));
            for word in words {
                assert!(!html.contains(word), "{name}, {}: {word}", language.code());
            }
        }
    }
}

#[test]
fn an_end_that_is_near_is_told_and_stays_green() {
    for (days, words) in [
        (Some(41), Some(["Sắp hết hạn: còn 41 ngày.", "Ends soon: 41 days left."])),
        (Some(1), Some(["Sắp hết hạn: còn 1 ngày.", "Ends soon: 1 day left."])),
        (Some(0), Some(["Hôm nay là ngày hiệu lực cuối cùng.", "Today is its last valid day."])),
        (None, None),
    ] {
        for (place, language) in LANGUAGES.into_iter().enumerate() {
            let html = render_certificate(&page(State::InForce { ends_in_days: days }, language));
            assert!(html.contains("<body class=\"green\">"));
            match words {
                Some(words) => assert!(html.contains(words[place]), "{html}"),
                None => assert!(!html.contains("class=\"notice\"")),
            }
        }
    }
}

#[test]
fn older_and_newer_certificates_lead_to_each_other() {
    for (name, state) in states() {
        let html = render_certificate(&page(state.clone(), Language::Vietnamese));
        let links = html.matches("href=\"/certificates/402\"").count();
        assert_eq!(links, 2, "{name}: to the newer one, and to the one that it replaces");
        let is_led_on = html.contains(">Xem chứng nhận mới</a>");
        assert_eq!(is_led_on, matches!(state, State::CertifiedAgain(..)), "{name}");
    }
}

#[test]
fn all_that_is_known_is_shown() {
    let html = text(&render_certificate(&page(
        State::Withdrawn(Withdrawal::Certificate(samples::measure(Reason::LabelNotAsCertified))),
        Language::Vietnamese,
    )));
    for shown in [
        "<h2>Chè tôm nõn Suối Mây</h2>",
        "200 g, hộp giấy",
        "4 sao",
        "Nhóm II – Đồ uống",
        "Hợp tác xã Chè Suối Mây (mẫu)",
        "TN-0142/2025",
        "<dd>142</dd>",
        "<dt>Không còn hiệu lực từ</dt>",
        "<dt>Thời hạn hiệu lực khi được công nhận</dt>",
        "Từ 15/02/2025 đến 31/05/2028",
        "Công nhận lại",
        "412/QĐ-UBND, ngày 15/02/2025",
        "98/QĐ-UBND, ngày 10/02/2028, UBND tỉnh Thái Nguyên (mẫu)",
        "377/QĐ-UBND, ngày 16/02/2028, UBND tỉnh Thái Nguyên (mẫu)",
        "Bao bì, nhãn không đúng mẫu đã công nhận",
        "thành phố Thái Nguyên, tỉnh Thái Nguyên",
        "Xóm Gò Đá, xã Tân Cương, tỉnh Thái Nguyên",
        "8930000000024",
        "05449",
        "VietGAP VG-0000-19, đến 01/08/2028",
        "Tân Cương, số 00000",
        "Không dùng khi bao bì rách",
        "Nơi khô, mát",
        "08930000000017",
        "tel:19000000",
        "0208 000 0000",
        "Trang chính thức là tem.ocop.example",
        "href=\"/certificates/142/code.svg\"",
        "href=\"/certificates/142/code.png\"",
        "href=\"/certificates?state=in_force\"",
    ] {
        assert!(html.contains(shown), "{shown}: {html}");
    }
}

#[test]
fn a_missing_record_leaves_the_facts_of_the_log() {
    let state = State::InForce { ends_in_days: None };
    let full = page(state, Language::Vietnamese);
    let thin = CertificatePage {
        is_record_missing: true,
        product: None,
        holder: None,
        kind: None,
        ..full
    };
    let html = render_certificate(&thin);
    assert!(html.contains("chưa có hồ sơ sản phẩm"));
    assert!(html.contains("TN-0142/2025") && html.contains("4 sao"));
    assert!(!html.contains("<img"));
}

#[test]
fn a_page_is_small_and_needs_nothing_else() {
    for language in LANGUAGES {
        for (name, state) in states() {
            for page in [page(state.clone(), language), service(state.clone(), language)] {
                let html = render_certificate(&page);
                assert!(html.len() <= 12 * 1024, "{name}: {}", html.len());
                for unwanted in ["<script", "http://", "https://", "href=\"//", "style=", "{{"] {
                    assert!(!html.contains(unwanted), "{name}: {unwanted}");
                }
            }
        }
        let html = render_unknown_certificate(&samples::frame(language));
        assert!(html.contains("<body class=\"grey\">") && html.contains("tel:19000000"));
    }
}

#[test]
fn hostile_text_is_escaped() {
    let hostile = "<script>alert(\"1\")</script>'&";
    let mut page = page(State::InForce { ends_in_days: None }, Language::Vietnamese);
    let product = page.product.take().expect("the sample has one");
    page.product = Some(Product {
        name: hostile.to_owned(),
        net_content: Some(hostile.to_owned()),
        safety_warning: Some(hostile.to_owned()),
        ..product
    });
    page.certificate.number = Some(hostile.to_owned());
    page.successor = Some(linked(Successor { number: hostile.to_owned(), ..samples::successor() }));
    let html = render_certificate(&page);
    assert!(!html.contains("<script"));
    assert_eq!(
        html.matches("&#60;script&#62;alert").count(),
        6,
        "name, alt, net content, warning, number, successor"
    );
}

//! The pages that people see: what a scan answers, home, and what is not there; lists, the log, accounts.
//!
//! Turns facts that are decided already (`view`) into complete HTML, without script, cookie or foreign address. Which
//! facts hold is left to the callers, and so are statuses, headers and where a link leads.

pub(in crate::web) mod account;
pub mod certificate;
pub(in crate::web) mod facts;
mod facts_of_register;
pub mod list;
pub(in crate::web) mod log;
mod look;
pub(in crate::web) mod print;
mod rows;
#[cfg(test)]
pub(crate) mod samples;
pub mod view;
pub(in crate::web) mod words;
pub(in crate::web) mod work;

use crate::web::messages::{Language, Messages};
use askama::Template;
use look::{Icon, Tone};
use rows::{Row, Section};
use view::{Answer, Certificate, Frame, Picture, Product, ScanPage};

/// The style sheet that every page carries in its only `<style>`, byte for byte: a Content-Security-Policy can name
/// its hash.
pub const STYLE: &str = include_str!("templates/style.css");

/// Room for a page, so that it is written without moving.
const PAGE_CAPACITY: usize = 12 * 1024;

/// The answer to a scanned or typed code.
pub fn render(page: &ScanPage) -> String {
    let (answer, frame) = (&page.answer, &page.frame);
    let language = frame.language;
    let look = answer.look();
    let (issued, invites_typing) = match answer {
        Answer::Issued(stamp) => (Some(&**stamp), false),
        Answer::Unconfirmed(unconfirmed) => (None, unconfirmed.invites_typing()),
    };
    let notices = issued.map_or(&[][..], |stamp| &stamp.notices);
    write(&ScanTemplate {
        frame,
        t: language.messages(),
        tone: look.tone,
        icon: look.icon,
        verdict: look.word,
        headline: words::headline(answer, language),
        other_headline: OtherHeadline::of(frame, |other| words::headline(answer, other)),
        advice: words::advice(answer, frame),
        asks_to_call: look.asks_to_call,
        invites_typing,
        notices: notices.iter().map(|n| words::notice(*n, frame)).collect(),
        goods: issued
            .map(|stamp| GoodsHead::of(&stamp.certificate, stamp.product.as_ref(), language)),
        facts: issued.map_or_else(Vec::new, |stamp| rows::first_facts(stamp, language)),
        checked: rows::checked(page.checked_at, page.data_as_of, language),
        entries: issued.map_or_else(Vec::new, |stamp| {
            let positions = stamp.decided_by.iter();
            positions.map(|position| (*position, log::entry_href(*position, frame))).collect()
        }),
        sections: rows::sections(answer, frame),
    })
}

/// The page where a code can be typed.
pub fn render_home(frame: &Frame) -> String {
    render_plain(frame, Messages::home_title, Messages::home_advice)
}

/// The page for an address that leads nowhere.
pub fn render_not_found(frame: &Frame) -> String {
    render_plain(frame, Messages::not_found_title, Messages::not_found_advice)
}

/// The page for who came with a form from elsewhere.
pub fn render_from_another_site(frame: &Frame) -> String {
    render_plain(
        frame,
        Messages::sent_from_another_site_title,
        Messages::sent_from_another_site_advice,
    )
}

/// The page for a network that asked too often.
pub fn render_too_many(frame: &Frame) -> String {
    render_plain(frame, Messages::too_many_title, Messages::too_many_advice)
}

/// A page that is about no stamp, with the field for a code.
fn render_plain(
    frame: &Frame,
    title: fn(&Messages) -> String,
    advice: fn(&Messages) -> String,
) -> String {
    let t = frame.language.messages();
    write(&PlainTemplate {
        frame,
        t,
        tone: Tone::Plain,
        headline: title(t),
        other_headline: OtherHeadline::of(frame, |other| title(other.messages())),
        advice: advice(t),
        sections: vec![rows::domain(frame)],
    })
}

fn write(template: &impl Template) -> String {
    let mut html = String::with_capacity(PAGE_CAPACITY);
    template
        .render_into(&mut html)
        .expect("writing to a String can't fail, and the templates call nothing that can");
    html
}

#[derive(Template)]
#[template(path = "scan.html")]
struct ScanTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    icon: Icon,
    verdict: &'static str,
    headline: String,
    other_headline: Option<OtherHeadline>,
    advice: String,
    asks_to_call: bool,
    invites_typing: bool,
    notices: Vec<String>,
    goods: Option<GoodsHead<'a>>,
    facts: Vec<Row>,
    checked: Vec<String>,
    /// Positions of the entries that decided the answer, and where they are told.
    entries: Vec<(u64, String)>,
    sections: Vec<Section>,
}

#[derive(Template)]
#[template(path = "plain.html")]
struct PlainTemplate<'a> {
    frame: &'a Frame,
    t: &'static Messages,
    tone: Tone,
    headline: String,
    other_headline: Option<OtherHeadline>,
    advice: String,
    sections: Vec<Section>,
}

/// The headline in the language that the reader may switch to.
struct OtherHeadline {
    language: Language,
    words: String,
}

impl OtherHeadline {
    fn of(frame: &Frame, words: impl Fn(Language) -> String) -> Option<Self> {
        let language = frame.switch.as_ref()?.language;
        Some(Self { language, words: words(language) })
    }
}

/// Rows 3 to 6: what to hold the pack against.
struct GoodsHead<'a> {
    product: Option<&'a Product>,
    picture: Option<&'a Picture>,
    star_glyphs: String,
    stars: String,
    group: Option<String>,
}

impl<'a> GoodsHead<'a> {
    fn of(certificate: &Certificate, product: Option<&'a Product>, language: Language) -> Self {
        let t = language.messages();
        Self {
            product,
            picture: product.and_then(|product| product.picture.as_ref()),
            star_glyphs: "★".repeat(usize::from(certificate.stars)),
            stars: t.stars(certificate.stars),
            group: product.map(|product| words::group(product.group, t)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples;
    use super::view::{Answer, Notice, Product, ProductCode, StampState};
    use super::*;

    const LANGUAGES: [Language; 2] = [Language::Vietnamese, Language::English];

    fn issued(state: StampState) -> view::IssuedStamp {
        samples::stamp(state)
    }

    fn html(stamp: view::IssuedStamp, language: Language) -> String {
        render(&samples::page(Answer::Issued(Box::new(stamp)), language))
    }

    /// The text of a page as a reader has it, near enough.
    fn text(html: &str) -> String {
        html.replace("&#39;", "'").replace('\u{a0}', " ")
    }

    #[test]
    fn each_state_has_its_word_its_tone_and_its_headline_in_both_languages() {
        let ended =
            ["Chứng nhận OCOP đã hết hạn ngày 15/02/2028", "OCOP certificate ended on 15 Feb 2028"];
        let expected = [
            (
                "valid",
                "valid",
                "green",
                ["Tem OCOP 4 sao, còn hiệu lực", "OCOP 4-star stamp, in force"],
            ),
            (
                "key_compromised_later",
                "valid",
                "amber",
                ["Tem còn hiệu lực, cần thận trọng", "Stamp in force, take care"],
            ),
            (
                "food_safety",
                "revoked",
                "red",
                [
                    "Đừng dùng: tem bị thu hồi vì an toàn thực phẩm",
                    "Do not use: revoked for food safety",
                ],
            ),
            (
                "certificate_withdrawn",
                "revoked",
                "red",
                ["Chứng nhận OCOP đã bị thu hồi", "OCOP certificate withdrawn"],
            ),
            (
                "stamp_cancelled",
                "revoked",
                "red",
                ["Tem này đã bị hủy", "This stamp was cancelled"],
            ),
            ("expired_recorded", "revoked", "amber", ended),
            (
                "suspended",
                "suspended",
                "amber",
                ["Tem đang tạm dừng để kiểm tra", "Stamp on hold while it is checked"],
            ),
            (
                "not_activated",
                "not_activated",
                "grey",
                ["Tem chưa kích hoạt", "Stamp not activated yet"],
            ),
            ("made_in_time", "certificate_expired", "amber", ended),
            ("made_after", "certificate_expired", "amber", ended),
            ("not_known", "certificate_expired", "amber", ended),
            (
                "certified_again",
                "certificate_expired",
                "blue",
                ["Tem cũ, sản phẩm đã được công nhận lại", "Older stamp, product certified again"],
            ),
            (
                "record_missing",
                "valid",
                "green",
                ["Tem OCOP 4 sao, còn hiệu lực", "OCOP 4-star stamp, in force"],
            ),
            ("forged", "forged", "red", ["Tem giả", "Fake stamp"]),
            (
                "unknown_key",
                "unknown_key",
                "red",
                ["Không phải tem do hệ thống OCOP cấp", "Not issued by a recognised OCOP office"],
            ),
            (
                "unsupported",
                "unsupported",
                "red",
                ["Không phải loại tem đang lưu hành", "Not a kind of stamp in use"],
            ),
            (
                "not_issued",
                "not_issued",
                "red",
                ["Không có tem này trong sổ cấp tem", "No such stamp was issued"],
            ),
            (
                "malformed",
                "malformed",
                "grey",
                ["Mã thiếu hoặc không phải tem OCOP", "Code incomplete or not an OCOP stamp"],
            ),
            (
                "code_not_found",
                "code_not_found",
                "grey",
                ["Mã vừa nhập không khớp", "The typed code does not match"],
            ),
            (
                "cannot_tell",
                "cannot_tell",
                "grey",
                ["Chưa kiểm tra được lúc này", "Cannot check right now"],
            ),
        ];
        let answers = samples::answers();
        assert_eq!(answers.len(), expected.len());
        for ((name, answer), (expected_name, word, tone, headlines)) in
            answers.into_iter().zip(expected)
        {
            assert_eq!(name, expected_name);
            for (language, headline) in LANGUAGES.into_iter().zip(headlines) {
                let html = render(&samples::page(answer.clone(), language));
                assert!(html.contains(&format!("<main data-verdict=\"{word}\">")), "{name}");
                assert!(html.contains(&format!("<body class=\"{tone}\">")), "{name}");
                assert!(html.contains(&format!("<h1>{headline}</h1>")), "{name}");
            }
        }
    }

    #[test]
    fn each_page_names_its_language_shows_the_other_headline_and_keeps_the_query() {
        for language in LANGUAGES {
            let other = samples::other(language);
            for (name, answer) in samples::answers() {
                let headline = text(&words::headline(&answer, other));
                let html = text(&render(&samples::page(answer, language)));
                assert!(html.contains(&format!("<html lang=\"{}\">", language.code())), "{name}");
                let line = format!("<p lang=\"{}\">{headline}</p>", other.code());
                assert!(html.contains(&line), "{name}: {line}");
                assert!(html.contains(&format!("?s=123&#38;lang={}\"", other.code())), "{name}");
            }
        }
    }

    #[test]
    fn an_office_with_one_language_shows_one() {
        for (name, answer) in samples::answers() {
            let mut page = samples::page(answer, Language::Vietnamese);
            page.frame.switch = None;
            let html = render(&page);
            for foreign in ["lang=\"en\"", "lang=en", "English", "class=\"switch\""] {
                assert!(!html.contains(foreign), "{name}: {foreign}");
            }
        }
    }

    #[test]
    fn a_page_is_small_and_needs_nothing_else() {
        assert!(STYLE.len() <= 4 * 1024, "{}", STYLE.len());
        for language in LANGUAGES {
            let frame = samples::frame(language);
            let answers = samples::answers().into_iter();
            let mut pages: Vec<String> =
                answers.map(|(_, answer)| render(&samples::page(answer, language))).collect();
            pages.push(render_home(&frame));
            pages.push(render_not_found(&frame));
            pages.push(render_from_another_site(&frame));
            pages.push(render_too_many(&frame));
            for html in pages {
                assert!(html.len() <= PAGE_CAPACITY, "{}", html.len());
                for unwanted in
                    ["<script", "http://", "https://", "href=\"//", "style=", "{{", "{%"]
                {
                    assert!(!html.contains(unwanted), "{unwanted}");
                }
            }
        }
    }

    #[test]
    fn hostile_text_is_escaped() {
        let hostile = "<script>alert(\"1\")</script>'&";
        let mut stamp = issued(StampState::Valid);
        let product = stamp.product.take().expect("the sample has one");
        stamp.product = Some(Product {
            name: hostile.to_owned(),
            net_content: Some(hostile.to_owned()),
            storage: Some(hostile.to_owned()),
            ..product
        });
        let mut page = samples::page(Answer::Issued(Box::new(stamp)), Language::Vietnamese);
        page.frame.hotline.office = hostile.to_owned();
        let href = "/?code=\"><script>".to_owned();
        page.frame.switch = Some(view::Switch { language: Language::English, href });
        let html = render(&page);
        assert!(!html.contains("<script"));
        assert_eq!(
            html.matches("&#60;script&#62;alert").count(),
            5,
            "name, alt, net content, storage, office"
        );
    }

    #[test]
    fn nothing_is_shown_of_a_product_without_an_issued_stamp() {
        for (name, answer) in samples::answers() {
            let is_issued = matches!(answer, Answer::Issued(_));
            let html = render(&samples::page(answer, Language::Vietnamese));
            assert_eq!(html.contains("class=\"goods\""), is_issued, "{name}");
        }
    }

    #[test]
    fn the_first_screen_is_read_aloud_in_the_order_of_its_rows() {
        let html = html(issued(StampState::Valid), Language::Vietnamese);
        let rows = [
            "<h1>",
            "class=\"advice\"",
            "<h2>Chè tôm nõn Suối Mây</h2>",
            "<img ",
            "<p>200 g, hộp giấy</p>",
            "★★★★",
            "Nhóm II",
            "Chủ thể OCOP",
            "class=\"checked\"",
        ];
        let places = rows.map(|row| html.find(row).expect(row));
        assert!(places.is_sorted(), "{places:?}");
    }

    #[test]
    fn until_reports_exist_the_hotline_takes_them() {
        for (name, answer) in samples::answers() {
            for language in LANGUAGES {
                let html = text(&render(&samples::page(answer.clone(), language)));
                assert!(html.contains("<a href=\"tel:19000000\">1900 0000</a>"), "{name}");
                for missing in ["tự động", "alerted", "bấm", "tap \""] {
                    assert!(!html.contains(missing), "{name}: {missing}");
                }
            }
        }
    }

    #[test]
    fn what_the_producer_declares_is_told_from_what_the_authority_confirms() {
        let html = html(issued(StampState::Valid), Language::Vietnamese);
        assert!(html.contains("SM-0117 <small>cơ sở khai</small>"));
        assert!(
            html.contains("VietGAP VG-0000-19, đến 01/08/2028 <small>cơ quan xác nhận</small>")
        );
    }

    #[test]
    fn a_missing_date_sends_the_reader_to_the_pack_and_other_gaps_are_left_out() {
        let mut stamp = issued(StampState::Valid);
        stamp.goods = view::Goods::default();
        stamp.notices = vec![Notice::TypedCode];
        let html = html(stamp, Language::Vietnamese);
        assert!(html.contains("Cơ sở chưa khai; xem ngày in trên bao bì."));
        assert!(html.contains("cách kiểm tra yếu hơn quét mã QR"));
        assert!(!html.contains("Số lô"));
    }

    #[test]
    fn a_product_without_gtin_is_named_by_its_code_or_its_number_here() {
        let mut stamp = issued(StampState::Valid);
        let product = stamp.product.take().expect("the sample has one");
        for (code, labels) in [
            (ProductCode::Programme("17".to_owned()), ["Mã sản phẩm", "Product code"]),
            (
                ProductCode::Service("17".to_owned()),
                ["Số sản phẩm trong hệ thống này", "Product number in this service"],
            ),
        ] {
            stamp.product = Some(Product { code, ..product.clone() });
            for (language, label) in LANGUAGES.into_iter().zip(labels) {
                let html = html(stamp.clone(), language);
                assert!(html.contains(&format!("<dt>{label}</dt>\n<dd>17")), "{html}");
                assert!(!html.contains("GTIN"));
            }
        }
    }

    #[test]
    fn a_withdrawal_without_a_decision_names_none() {
        let measure = samples::measure(crate::log::Reason::KeyCompromised);
        let measure = view::Measure { decision: None, ..measure };
        let state = StampState::Revoked(view::Revocation::CertificateWithdrawn(measure));
        let html = html(issued(state), Language::Vietnamese);
        assert!(html.contains("Từ 18/02/2028, sản phẩm không được ghi nhãn OCOP"));
        assert!(!html.contains("Quyết định thu hồi"));
    }
}

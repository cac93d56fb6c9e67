//! The register's records as facts of a page: product and holder.

use super::view::{Holder, Picture, Product, ProductCode, Source, Sourced};
use crate::{
    registry::{Producer, Variant, units},
    stamp::Gtin,
    verification::Records,
    web::answer_json::picture_path,
};

/// The size of pictures on the page: products' pictures are drawn 4 : 3.
const PICTURE: (u32, u32) = (480, 360);

/// A product in its certificate's words, and the variant that the batch was printed for; `None` if the register
/// lacks it.
pub(super) fn product(records: &Records<'_>, gtin: Option<Gtin>) -> Option<Product> {
    shown(records, records.variant, gtin)
}

/// A certified product: its certificate is for all of its variants.
pub(super) fn certified_product(records: &Records<'_>) -> Option<Product> {
    let variants = &records.product?.variants;
    let pictured = variants.iter().find(|variant| variant.picture.is_some());
    let listed =
        |texts: Vec<&str>, between| Some(texts.join(between)).filter(|all| !all.is_empty());
    let net_contents = variants.iter().map(|variant| variant.net_content.as_str()).collect();
    let gtins = variants.iter().filter_map(|variant| variant.gtin.as_ref());
    let shown = shown(records, pictured.or(variants.first()), None)?;
    Some(Product {
        net_content: listed(net_contents, " · "),
        code: match listed(gtins.map(Gtin::as_str).collect(), ", ") {
            Some(gtins) => ProductCode::Gtin(gtins),
            None => shown.code,
        },
        ..shown
    })
}

fn shown(records: &Records<'_>, variant: Option<&Variant>, gtin: Option<Gtin>) -> Option<Product> {
    let (product, words) = (records.product?, records.product_words()?);
    let (width, height) = PICTURE;
    let picture = variant.and_then(|variant| variant.picture.as_ref());
    let commune = records.producer.and_then(|producer| producer.commune_code.as_deref());
    let commune = commune.and_then(units::commune);
    let made_at_code = product.made_at_code.as_ref().map(|code| said(code.as_str().to_owned()));
    Some(Product {
        name: words.name.to_owned(),
        picture: picture.map(|id| Picture { href: picture_path(id), width, height }),
        net_content: variant.map(|variant| variant.net_content.clone()),
        group: words.group,
        code: match (gtin, words.code) {
            (Some(gtin), _) => ProductCode::Gtin(gtin.as_str().to_owned()),
            (None, Some(code)) => ProductCode::Programme(code.to_owned()),
            (None, None) => ProductCode::Service(product.product.to_string()),
        },
        place_of_production: product.made_at.clone().map(said),
        raw_material_area: product.material_area.clone().map(said),
        location_code: made_at_code
            .or_else(|| commune.map(|commune| listed(commune.code().to_owned()))),
        raw_material_code: product
            .material_area_code
            .as_ref()
            .map(|code| said(code.as_str().to_owned())),
        papers: product.papers.iter().cloned().map(said).collect(),
        safety_warning: product.warning.clone(),
        storage: product.storage.clone(),
    })
}

/// A holder in its certificate's words. Today's units are shown where its address names others.
pub(super) fn holder(records: &Records<'_>) -> Option<Holder> {
    let (producer, words) = (records.producer?, records.producer_words()?);
    Some(Holder {
        name: words.name.to_owned(),
        kind: words.kind,
        address_as_certified: words.address.map(str::to_owned),
        address_today: address_today(producer, words.address),
        contact: producer.contact.clone(),
    })
}

/// The register does not keep who confirmed what a producer says of the product, so nobody is named
/// who may not have.
fn said<T>(value: T) -> Sourced<T> {
    Sourced { value, source: Source::Producer }
}

/// Codes of communes are the state's.
fn listed<T>(value: T) -> Sourced<T> {
    Sourced { value, source: Source::Authority }
}

/// Commune and province by today's list; `None` if the address as certified ends with them.
fn address_today(producer: &Producer, certified: Option<&str>) -> Option<String> {
    let commune = units::commune(producer.commune_code.as_deref()?)?;
    let province = commune.province().name();
    let kind = province.chars().next()?;
    let rest = &province[kind.len_utf8()..];
    let today = format!("{}, {}{rest}", commune.name(), kind.to_lowercase());
    let is_so_certified = certified
        .is_some_and(|certified| certified.to_lowercase().ends_with(&today.to_lowercase()));
    (!is_so_certified).then_some(today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{registry, web::test_service};

    #[track_caller]
    fn check_address(certified: &str, commune: &str, expect: Option<&str>) {
        let producer = Producer {
            producer: 1.try_into().expect("small"),
            name: "(mẫu)".to_owned(),
            kind: registry::ProducerKind::Cooperative,
            commune_code: Some(commune.to_owned()),
            province_code: "08".to_owned(),
            contact: None,
        };
        assert_eq!(address_today(&producer, Some(certified)).as_deref(), expect);
    }

    #[test]
    fn todays_address_is_shown_where_it_differs() {
        let today = Some("Xã Khâu Vai, tỉnh Tuyên Quang");
        check_address("Xóm Trù Sán, xã Khâu Vai, huyện Mèo Vạc, tỉnh Hà Giang", "00802", today);
        check_address("Xóm Trù Sán, xã Khâu Vai, tỉnh Tuyên Quang", "00802", None);
        check_address("Xóm Trù Sán", "00000", None);
    }

    #[track_caller]
    fn check_code(gtin: Option<&str>, own: Option<&str>, expect: &str) {
        let gtin = gtin.map(|gtin| gtin.to_owned().try_into().expect("a GTIN"));
        let known = registry::Product { code: own.map(str::to_owned), ..test_service::product() };
        let records = Records { product: Some(&known), ..Records::default() };
        let code = match product(&records, gtin).expect("known").code {
            ProductCode::Gtin(code) => format!("GTIN {code}"),
            ProductCode::Programme(code) | ProductCode::Service(code) => code,
        };
        assert_eq!(code, expect);
    }

    #[test]
    fn a_product_is_named_by_the_batchs_gtin_the_programmes_code_or_its_own_number() {
        check_code(Some("08930000000019"), Some("HG-CHE-01"), "GTIN 08930000000019");
        check_code(None, Some("HG-CHE-01"), "HG-CHE-01");
        check_code(None, None, "1");
    }
}

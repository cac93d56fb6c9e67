//! The register's records as facts of a page: product and holder.

use jiff::civil::Date;

use super::view::{Holder, Picture, Product, ProductCode, Quality, QualityKind, Source, Sourced};
use crate::{
    registry::{self, Producer, Variant, units},
    stamp::Gtin,
    web::answer_json::picture_path,
};

/// The size of pictures on the page: products' pictures are drawn 4 : 3.
const PICTURE: (u32, u32) = (480, 360);

/// A product, and the variant that the batch was printed for.
pub(super) fn product(
    product: &registry::Product,
    variant: Option<&Variant>,
    gtin: Option<Gtin>,
    producer: Option<&Producer>,
) -> Product {
    let (width, height) = PICTURE;
    let picture = variant.and_then(|variant| variant.picture.as_ref());
    let commune = producer.and_then(|producer| units::commune(&producer.commune_code));
    Product {
        name: product.name.clone(),
        picture: picture.map(|id| Picture { href: picture_path(id), width, height }),
        net_content: variant.map(|variant| variant.net_content.clone()),
        group: product.group,
        code: match gtin {
            Some(gtin) => ProductCode::Gtin(gtin.as_str().to_owned()),
            None => ProductCode::Own(product.product.to_string()),
        },
        place_of_production: product.made_at.clone().map(said),
        raw_material_area: product.material_area.clone().map(said),
        location_code: commune.map(|commune| listed(commune.code().to_owned())),
        qualities: product.quality.iter().map(|paper| said(quality(paper))).collect(),
        safety_warning: product.warning.clone(),
        storage: product.storage.clone(),
    }
}

/// A holder. Today's units are shown where the certificate names others.
pub(super) fn holder(producer: &Producer) -> Holder {
    Holder {
        name: producer.name.clone(),
        kind: producer.kind,
        address_as_certified: producer.address_certified.clone(),
        address_today: address_today(producer),
        contact: producer.phone.clone(),
    }
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
fn address_today(producer: &Producer) -> Option<String> {
    let commune = units::commune(&producer.commune_code)?;
    let province = commune.province().name();
    let kind = province.chars().next()?;
    let rest = &province[kind.len_utf8()..];
    let today = format!("{}, {}{rest}", commune.name(), kind.to_lowercase());
    let certified = producer.address_certified.to_lowercase();
    (!certified.ends_with(&today.to_lowercase())).then_some(today)
}

/// `VietGAP TT-059, đến 2028-11-04`, as the register writes a paper.
fn quality(paper: &str) -> Quality {
    let is_origin = paper.to_lowercase().starts_with("chỉ dẫn địa lý");
    let kind =
        if is_origin { QualityKind::GeographicalIndication } else { QualityKind::Certificate };
    let dated = paper.rsplit_once(", đến ").and_then(|(name, day)| {
        let day: Date = day.parse().ok()?;
        Some((name, day))
    });
    match dated {
        Some((name, day)) => Quality { kind, name: name.to_owned(), valid_until: Some(day) },
        None => Quality { kind, name: paper.to_owned(), valid_until: None },
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::web::test_service;

    #[track_caller]
    fn check_address(certified: &str, commune: &str, expect: Option<&str>) {
        let producer = Producer {
            producer: 1.try_into().expect("small"),
            name: "(mẫu)".to_owned(),
            kind: registry::ProducerKind::Cooperative,
            address_certified: certified.to_owned(),
            commune_code: commune.to_owned(),
            province_code: "08".to_owned(),
            phone: None,
        };
        assert_eq!(address_today(&producer).as_deref(), expect);
    }

    #[test]
    fn todays_address_is_shown_where_it_differs() {
        let today = Some("Xã Khâu Vai, tỉnh Tuyên Quang");
        check_address("Xóm Trù Sán, xã Khâu Vai, huyện Mèo Vạc, tỉnh Hà Giang", "00802", today);
        check_address("Xóm Trù Sán, xã Khâu Vai, tỉnh Tuyên Quang", "00802", None);
        check_address("Xóm Trù Sán", "00000", None);
    }

    #[track_caller]
    fn check_code(gtin: Option<&str>, expect: &str) {
        let gtin = gtin.map(|gtin| gtin.to_owned().try_into().expect("a GTIN"));
        let code = match product(&test_service::product(), None, gtin, None).code {
            ProductCode::Gtin(code) => format!("GTIN {code}"),
            ProductCode::Own(code) => code,
        };
        assert_eq!(code, expect);
    }

    #[test]
    fn a_product_is_named_by_the_batchs_gtin_or_its_own_number() {
        check_code(Some("08930000000019"), "GTIN 08930000000019");
        check_code(None, "1");
    }

    #[track_caller]
    fn check_quality(paper: &str, kind: QualityKind, name: &str, until: Option<Date>) {
        let quality = quality(paper);
        assert_eq!((quality.kind, quality.name.as_str()), (kind, name));
        assert_eq!(quality.valid_until, until);
    }

    #[test]
    fn papers_are_read_as_the_register_writes_them() {
        use QualityKind::{Certificate, GeographicalIndication};
        let day = Some(date(2028, 11, 4));
        check_quality("VietGAP TT-059, đến 2028-11-04", Certificate, "VietGAP TT-059", day);
        check_quality("HACCP-1, đến mai", Certificate, "HACCP-1, đến mai", None);
        let origin = "Chỉ dẫn địa lý Tân Cương, số 00014";
        check_quality(origin, GeographicalIndication, origin, None);
    }
}

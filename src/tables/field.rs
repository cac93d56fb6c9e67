//! The fields of a register table: the header that we write, and the headers that offices write.

use serde::{Deserialize, Serialize};

use super::text::folded;

/// A column's meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// A running number of the table; passed by.
    RowNumber,
    /// The service's number of a certificate that it knows: makes a changed identity a correction.
    Certificate,
    /// The programme's code of the product.
    ProductCode,
    /// Its name as certified.
    ProductName,
    /// Its group, I to VI or in words.
    Group,
    /// Its sub-group.
    Subgroup,
    /// Net content; several are variants.
    NetContent,
    /// GTINs, in the order of the net contents.
    Gtin,
    /// Files with pictures, in the order of the net contents.
    Picture,
    /// The holder's name as certified.
    ProducerName,
    /// Its legal kind.
    ProducerKind,
    /// Private: its tax code or the number of its registration.
    TaxCode,
    /// Private: who represents it.
    Representative,
    /// Private: where the office reaches it.
    Phone,
    /// How consumers reach it.
    Contact,
    /// The address on the certificate.
    AddressCertified,
    /// Today's commune.
    CommuneCode,
    /// Today's province.
    ProvinceCode,
    /// Points of the evaluation.
    Points,
    /// Stars.
    Stars,
    /// Proposed for five stars.
    #[serde(rename = "proposed_5_star")]
    Proposed5Star,
    /// New, renewed or upgraded.
    Kind,
    /// The number on the paper.
    CertificateNumber,
    /// Number of the decision; offices write its date, and even its body, into the same cell.
    DecisionNumber,
    /// Date of the decision.
    DecisionDate,
    /// The issuing body.
    Issuer,
    /// Its level.
    IssuerLevel,
    /// Last valid day.
    ValidUntil,
    /// In force, ended, withdrawn.
    Status,
    /// The withdrawal: number, date, reason in one cell.
    Withdrawal,
    /// Number of the withdrawal's decision.
    WithdrawalNumber,
    /// Its date.
    WithdrawalDate,
    /// Its reason.
    WithdrawalReason,
    /// The body that took it.
    WithdrawalBody,
    /// The number of the certificate that this one replaces.
    Replaces,
    /// Most stamps in a rolling year.
    QuotaPerYear,
    /// Private: the office's remark.
    Remark,
    /// Where it is made.
    MadeAt,
    /// The location code of that place.
    MadeAtCode,
    /// Where its raw material comes from.
    MaterialArea,
    /// The location code of that area.
    MaterialAreaCode,
    /// Quality certificates with number and last day.
    QualityCertificates,
    /// Geographical indications.
    GeographicalIndications,
    /// Safety warning.
    Warning,
    /// How to store it.
    Storage,
}

/// One line of the table below: a field, the header that we write, further headers in their folded form.
type Heading = (Field, &'static str, &'static [&'static str]);

/// All fields in the order in which we write them.
const HEADINGS: [Heading; 45] = [
    (Field::RowNumber, "STT", &["tt", "so tt", "so thu tu", "no"]),
    (Field::Certificate, "Số trong hệ thống", &["so he thong", "ma he thong"]),
    (
        Field::ProductCode,
        "Mã sản phẩm",
        &["ma sp", "ma so san pham", "ma san pham ocop", "ma ocop", "ma so ocop"],
    ),
    (
        Field::ProductName,
        "Tên sản phẩm",
        &[
            "san pham",
            "ten sp",
            "ten san pham ocop",
            "san pham ocop",
            "ten san pham dich vu",
            "ten san pham duoc cong nhan",
            "ten san pham du thi",
            "ten san pham danh gia",
        ],
    ),
    (
        Field::Group,
        "Nhóm (I–VI)",
        &[
            "nhom",
            "nhom san pham",
            "nhom sp",
            "nganh",
            "nganh hang",
            "nhom nganh",
            "linh vuc",
            "nhom nganh hang",
        ],
    ),
    (
        Field::Subgroup,
        "Phân nhóm",
        &["phan nhom san pham", "bo san pham", "bo sp", "phan nhom sp", "phan nganh"],
    ),
    (
        Field::NetContent,
        "Quy cách / Khối lượng tịnh",
        &[
            "quy cach",
            "khoi luong tinh",
            "quy cach dong goi",
            "khoi luong",
            "quy cach khoi luong",
            "the tich thuc",
            "dung tich",
            "quy cach bao goi",
            "khoi luong the tich",
        ],
    ),
    (
        Field::Gtin,
        "GTIN",
        &["ma gtin", "ma vach", "ma so ma vach", "barcode", "ma vach san pham", "msmv"],
    ),
    (
        Field::Picture,
        "File ảnh",
        &["anh", "hinh anh", "tep anh", "anh san pham", "hinh anh san pham", "ten file anh"],
    ),
    (
        Field::ProducerName,
        "Tên chủ thể",
        &[
            "chu the",
            "ten chu the san xuat",
            "chu the san xuat",
            "chu the ocop",
            "ten chu the ocop",
            "don vi san xuat",
            "ten co so",
            "co so san xuat",
            "ten co so san xuat",
            "ten don vi",
            "ten doanh nghiep htx",
            "chu the thuc hien",
            "chu the san pham",
            "ten chu the san pham",
            "chu the co san pham",
        ],
    ),
    (
        Field::ProducerKind,
        "Loại hình (DN/HTX/THT/HKD)",
        &[
            "loai hinh",
            "loai hinh chu the",
            "loai hinh to chuc",
            "loai hinh to chuc san xuat",
            "hinh thuc to chuc",
        ],
    ),
    (
        Field::TaxCode,
        "MST / Số ĐKKD",
        &[
            "mst",
            "ma so thue",
            "so dkkd",
            "ma so doanh nghiep",
            "giay dkkd",
            "so giay dkkd",
            "msdn",
            "mst so dkkd hkd",
        ],
    ),
    (
        Field::Representative,
        "Người đại diện",
        &[
            "dai dien",
            "nguoi dai dien phap luat",
            "dai dien phap luat",
            "ten nguoi dai dien",
            "giam doc",
            "chu co so",
        ],
    ),
    (
        Field::Phone,
        "Điện thoại",
        &["sdt", "so dien thoai", "dt", "dien thoai lien he", "so dt", "lien he", "di dong"],
    ),
    (
        Field::Contact,
        "Liên hệ công khai",
        &["website", "lien he cong bo", "thong tin lien he cong khai"],
    ),
    (
        Field::AddressCertified,
        "Địa chỉ trên GCN",
        &[
            "dia chi",
            "dia chi tren giay chung nhan",
            "dia chi san xuat",
            "dia chi co so",
            "dia chi chu the",
            "noi o dia chi",
        ],
    ),
    (
        Field::CommuneCode,
        "Mã xã",
        &["ma xa phuong", "ma dvhc xa", "ma xa hien nay", "ma don vi hanh chinh cap xa"],
    ),
    (
        Field::ProvinceCode,
        "Mã tỉnh hiện nay",
        &["ma tinh", "ma tinh thanh pho", "ma dvhc tinh", "ma tinh tp"],
    ),
    (
        Field::Points,
        "Điểm",
        &[
            "diem so",
            "tong diem",
            "so diem",
            "diem danh gia",
            "diem trung binh",
            "tong so diem",
            "diem danh gia xep hang",
            "ket qua diem",
        ],
    ),
    (
        Field::Stars,
        "Hạng sao",
        &[
            "sao",
            "so sao",
            "xep hang",
            "phan hang",
            "hang",
            "hang san pham",
            "ket qua",
            "ket qua phan hang",
            "ket qua xep hang",
            "xep hang sao",
            "phan hang sao",
            "hang sao dat duoc",
            "dat hang sao",
            "cap sao",
            "sao dat",
        ],
    ),
    (
        Field::Proposed5Star,
        "Tiềm năng 5 sao",
        &["tiem nang", "de nghi 5 sao", "sp tiem nang 5 sao", "tiem nang 5"],
    ),
    (
        Field::Kind,
        "Mới / Công nhận lại / Nâng hạng",
        &[
            "hinh thuc",
            "hinh thuc cong nhan",
            "loai cong nhan",
            "moi cong nhan lai",
            "cong nhan moi lai",
            "loai danh gia",
            "hinh thuc danh gia",
        ],
    ),
    (
        Field::CertificateNumber,
        "Số GCN",
        &[
            "so giay chung nhan",
            "gcn so",
            "so gcn ocop",
            "giay chung nhan so",
            "gcn",
            "giay chung nhan",
            "so giay cn",
        ],
    ),
    (
        Field::DecisionNumber,
        "Số QĐ",
        &[
            "so quyet dinh",
            "quyet dinh so",
            "qd so",
            "quyet dinh",
            "qd",
            "quyet dinh cong nhan",
            "qd cong nhan",
            "so qd cong nhan",
            "so quyet dinh cong nhan",
            "so ngay qd",
            "so ngay quyet dinh",
            "quyet dinh so ngay",
            "quyet dinh cong nhan so",
            "so qd ngay qd",
            "so qd ngay thang nam",
            "qd cong nhan so ngay",
            "so ngay quyet dinh cong nhan",
            "quyet dinh cong nhan so ngay",
            "quyet dinh phe duyet",
            "quyet dinh phe duyet ket qua",
            "so quyet dinh phe duyet",
            "so quyet dinh ngay thang nam",
            "quyet dinh cong nhan so ngay thang nam",
        ],
    ),
    (
        Field::DecisionDate,
        "Ngày QĐ",
        &[
            "ngay quyet dinh",
            "ngay thang nam",
            "quyet dinh ngay thang nam",
            "quyet dinh cong nhan ngay thang nam",
            "ngay cong nhan",
            "ngay ky",
            "ngay ban hanh",
            "quyet dinh ngay",
            "quyet dinh cong nhan ngay",
            "ngay cap",
            "qd ngay",
            "quyet dinh cong nhan ngay thang",
            "ngay qd cong nhan",
            "thoi gian cong nhan",
            "ngay thang quyet dinh",
        ],
    ),
    (
        Field::Issuer,
        "Cơ quan ban hành",
        &[
            "co quan cap",
            "co quan ky",
            "don vi ban hanh",
            "co quan cong nhan",
            "noi cap",
            "co quan ban hanh qd",
            "co quan ban hanh quyet dinh",
            "quyet dinh cong nhan co quan ban hanh",
        ],
    ),
    (Field::IssuerLevel, "Cấp", &["cap ban hanh", "cap cong nhan", "cap danh gia", "cap co quan"]),
    (
        Field::ValidUntil,
        "Có giá trị đến",
        &[
            "hieu luc den",
            "gia tri den",
            "ngay het han",
            "thoi han den",
            "het han",
            "co hieu luc den",
            "ngay het hieu luc",
            "thoi han",
            "han su dung gcn",
            "ngay het han gcn",
        ],
    ),
    (Field::Status, "Trạng thái", &["tinh trang", "hien trang", "tinh trang hieu luc"]),
    (
        Field::Withdrawal,
        "QĐ thu hồi (số, ngày, lý do)",
        &["qd thu hoi", "quyet dinh thu hoi", "thu hoi"],
    ),
    (
        Field::WithdrawalNumber,
        "Số QĐ thu hồi",
        &["qd thu hoi so", "quyet dinh thu hoi so", "thu hoi so", "thu hoi so qd"],
    ),
    (
        Field::WithdrawalDate,
        "Ngày QĐ thu hồi",
        &[
            "qd thu hoi ngay",
            "quyet dinh thu hoi ngay",
            "ngay thu hoi",
            "thu hoi ngay",
            "thu hoi ngay qd",
        ],
    ),
    (
        Field::WithdrawalReason,
        "Lý do thu hồi",
        &["qd thu hoi ly do", "quyet dinh thu hoi ly do", "ly do", "thu hoi ly do"],
    ),
    (
        Field::WithdrawalBody,
        "Cơ quan thu hồi",
        &["qd thu hoi co quan", "quyet dinh thu hoi co quan", "thu hoi co quan"],
    ),
    (
        Field::Replaces,
        "Thay thế GCN số",
        &["thay the gcn", "thay the", "thay the giay chung nhan so", "gcn cu", "so gcn cu"],
    ),
    (
        Field::QuotaPerYear,
        "Định mức tem/năm",
        &["dinh muc tem", "dinh muc", "so tem nam", "han muc tem", "han muc tem nam"],
    ),
    (Field::Remark, "Ghi chú", &["ghi chu khac", "luu y"]),
    (Field::MadeAt, "Nơi sản xuất", &["dia diem san xuat", "co so san xuat tai"]),
    (
        Field::MadeAtCode,
        "Mã nơi sản xuất",
        &["ma dia diem san xuat", "ma truy vet dia diem", "gln"],
    ),
    (Field::MaterialArea, "Vùng nguyên liệu", &["nguon nguyen lieu", "vung trong"]),
    (Field::MaterialAreaCode, "Mã vùng nguyên liệu", &["ma vung trong", "ma so vung trong"]),
    (
        Field::QualityCertificates,
        "Chứng nhận chất lượng",
        &["chung nhan", "tieu chuan ap dung", "chung nhan khac", "chung nhan vietgap haccp iso"],
    ),
    (Field::GeographicalIndications, "Chỉ dẫn địa lý", &["nhan hieu chi dan dia ly", "cddl"]),
    (Field::Warning, "Cảnh báo an toàn", &["canh bao", "thong tin canh bao"]),
    (Field::Storage, "Bảo quản", &["huong dan bao quan", "dieu kien bao quan"]),
];

impl Field {
    /// All fields in the order in which we write them.
    pub fn all() -> impl Iterator<Item = Self> {
        HEADINGS.iter().map(|(field, ..)| *field)
    }

    /// The fields of the tables that we write: a withdrawal stands in one cell there, its body beside it.
    pub fn written() -> impl Iterator<Item = Self> {
        let apart = [Self::WithdrawalNumber, Self::WithdrawalDate, Self::WithdrawalReason];
        Self::all().filter(move |field| !apart.contains(field))
    }

    /// The header without what it says in brackets, for use within a sentence.
    pub fn short_heading(self) -> &'static str {
        before_brackets(self.heading()).trim_end()
    }

    /// The header that we write.
    pub fn heading(self) -> &'static str {
        let line = HEADINGS.iter().find(|(field, ..)| *field == self);
        line.map(|(_, heading, _)| *heading).expect("each field has a line, and a test counts them")
    }

    /// Whether no row may leave it out. A commune's code gives the province, a decision's cell its date and
    /// body.
    pub fn is_needed(self) -> bool {
        matches!(
            self,
            Self::ProductName
                | Self::ProducerName
                | Self::Group
                | Self::Stars
                | Self::DecisionNumber
                | Self::DecisionDate
                | Self::Issuer
                | Self::ProvinceCode
        )
    }

    /// Whether what stands in its cells is for the office's eyes only.
    pub fn is_private(self) -> bool {
        matches!(self, Self::TaxCode | Self::Representative | Self::Phone | Self::Remark)
    }

    /// The field that a header names, whatever its case, its diacritics and what it says in brackets.
    pub(super) fn of_heading(heading: &str) -> Option<Self> {
        [folded(heading), folded(before_brackets(heading))]
            .iter()
            .filter(|spelling| !spelling.is_empty())
            .find_map(|spelling| Self::of_spelling(spelling))
    }

    fn of_spelling(spelling: &str) -> Option<Self> {
        let line = HEADINGS.iter().find(|(_, ours, others)| {
            others.contains(&spelling)
                || folded(ours) == spelling
                || folded(before_brackets(ours)) == spelling
        });
        line.map(|(field, ..)| *field)
    }
}

fn before_brackets(heading: &str) -> &str {
    heading.split_once('(').map_or(heading, |(before, _)| before)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[track_caller]
    fn check(heading: &str, expect: Option<Field>) {
        assert_eq!(Field::of_heading(heading), expect, "{heading}");
    }

    #[test]
    fn headers_are_known_in_any_spelling() {
        check("Tên sản phẩm", Some(Field::ProductName));
        check("TÊN SẢN PHẨM", Some(Field::ProductName));
        check("ten san pham", Some(Field::ProductName));
        check("Hạng sao (3-5)", Some(Field::Stars));
        check("Nhóm", Some(Field::Group));
        check("Nhóm (I–VI)", Some(Field::Group));
        check("Loại hình", Some(Field::ProducerKind));
        check("Số, ngày QĐ", Some(Field::DecisionNumber));
        check("QĐ thu hồi", Some(Field::Withdrawal));
        check("QĐ thu hồi (số)", Some(Field::WithdrawalNumber));
        check("Số QĐ", Some(Field::DecisionNumber));
        check("", None);
        check("()", None);
        check("Doanh thu", None);
    }

    #[test]
    fn no_header_means_two_fields() {
        let mut meanings: BTreeMap<String, Field> = BTreeMap::new();
        for (field, heading, others) in HEADINGS {
            for spelling in others.iter().map(|other| (*other).to_owned()).chain([folded(heading)])
            {
                assert_eq!(folded(&spelling), spelling, "spellings stand folded");
                let other = meanings.insert(spelling.clone(), field);
                assert!(
                    other.is_none_or(|other| other == field),
                    "{spelling}: {other:?}, {field:?}"
                );
            }
        }
        let fields: std::collections::BTreeSet<Field> = Field::all().collect();
        assert_eq!(fields.len(), HEADINGS.len());
        assert!(fields.iter().all(|field| Field::of_heading(field.heading()) == Some(*field)));
    }
}

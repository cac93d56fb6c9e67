### What stands on labels and sheets, and what the commands of printing say.

## On labels and sheets, always in Vietnamese

# $stars (Number) - of the certificate
# $number (String) - on the certificate's paper
label-certificate = OCOP { $stars } sao · Số { $number }
# $stars (Number) - of the certificate
label-stars = OCOP { $stars } sao
label-pin = Cào để lấy mã PIN
sheet-batch = Lô
sheet-sheet = tờ
calibration-scale = In trang này ở khổ thật (100 %), không chọn “vừa trang”. Thước phải đo đúng từng milimét.
calibration-offset = Chồng lên tờ tem rồi soi đèn: khung phải trùng với tem. Lệch bao nhiêu mm thì ghi vào hai ô "Dịch sang phải", "Dịch xuống" (lệnh: --offset).

## What is told before anything is made

# $modules (Number) - a side
# $module (String) - in mm
# $dots (Number) - of the printer
# $dpi (Number) - of the printer
# $side (String) - in mm
print-symbol = Mã vuông { $modules } × { $modules } ô, mỗi ô { $module } mm ({ $dots } chấm ở { $dpi } dpi); cả lề trắng { $side } mm.
# $stamps (String) - how many
# $first (String) - the first one's number
# $last (String) - the last one's number
print-stamps = { $stamps } tem, từ { $first } đến { $last }.
# $void (String) - stamps
print-void = Trong đó { $void } tem đã hủy: in ra thì quét vẫn báo đã hủy.
# $jobs (String) - their numbers
print-earlier = Lệnh in { $jobs } của lô này cũng có các tem đó. Nếu không in tệp của lệnh ấy nữa thì hãy xóa tệp, kể cả đường dẫn đã gửi nhà in, kẻo một tem bị in hai lần.
# $width (String) - in mm
# $height (String) - in mm
print-label-size = Mỗi tem rộng { $width } mm, cao { $height } mm.
# $sheets (String) - how many
print-sheets = In cả lô hết { $sheets } tờ.
# $files (String) - how many
print-files = { $files } tệp.
print-short-symbol = Tem quá nhỏ cho mã có chữ ký: in mã ngắn, chỉ kiểm tra qua mạng.
# $fields (String) - what, with commas
print-left-out = Không đủ chỗ, bỏ: { $fields }.
# $width (String) - in mm
# $height (String) - in mm
print-artwork = Hình riêng của cơ sở: { $width } × { $height } mm.
print-name-cut = Tên sản phẩm dài quá chỗ in nên bị rút ngắn.
print-pins-and-mask = Mỗi tem có mã PIN riêng; lớp cào in sau từ tệp “-scratch”. Các tệp này là bí mật: chỉ giao cho nhà in.
print-pins-bare = Mỗi tem có mã PIN riêng, chưa có gì che: phải phủ lớp cào trước khi tem ra khỏi nơi in. Tệp này là bí mật.
print-pins-left-out = Lô này có mã PIN nhưng tem in ra không có: trang tra cứu vẫn bảo người mua xem lớp cào.
field-short-code = mã ngắn
field-domain = tên miền
field-product-name = tên sản phẩm
field-certificate = sao và số chứng nhận
field-serial = số thứ tự
# $character (String) - one
print-missing-character = Phông chữ không có “{ $character }”: trên tem sẽ là “?”.
# $files (Number) - made
# $folder (String) - where
print-made = Đã ghi { $files } tệp vào { $folder }.
# $bytes (Number) - a side of theirs
# $modules (Number) - a side of our symbol
print-byte-mode = Phần mềm in tự vẽ mã ở chế độ byte sẽ ra { $bytes } × { $bytes } ô thay vì { $modules } × { $modules }, nhỏ và khó quét hơn. Hãy đặt ảnh mã của hệ thống, hoặc chọn chế độ số cho phần chữ số.

## What is said of a proof

# $modules (Number) - a side
proof-modules = { $modules } × { $modules } ô
# $module (String) - in mm
# $side (String) - in mm
proof-size = mỗi ô { $module } mm, cả mã { $side } mm
proof-size-unknown = không biết kích thước: ảnh không ghi dpi, hãy thêm --dpi
# $module (String) - in mm
proof-too-small = mỗi ô { $module } mm là quá nhỏ cho điện thoại: cần ít nhất 0,33 mm
# $found (Number) - modules, at most 4
proof-quiet-zone = lề trắng { $found } ô (cần 4)
# $percent (Number) - of black on white
proof-contrast = tương phản { $percent } % (cần ít nhất 40 %)
proof-good = Bản in thử đạt.
proof-bad = Bản in thử chưa đạt.
# $page (Number) - counted from 1
proof-page = trang { $page }
# $seen (Number) - pages that were looked at
# $count (Number) - of all
proof-pages = Mới xem { $seen } trong { $count } trang; thêm --pages để xem nhiều hơn.

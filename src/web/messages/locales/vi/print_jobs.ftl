### Pages around print jobs: what a print house gets by a link, and the delivery slip.

## A link

print-link-title = Tệp in tem
# $time (String) - of Viet Nam
# $date (String) - the last day
print-link-advice = Tải trước { $time } ngày { $date }. Nếu đứt mạng, bấm tải lại trong một giờ từ cùng mạng đó thì không tính thêm lượt.
print-link-files = Các tệp
print-link-pins = Tệp có mã PIN của từng tem: giữ kín, không giao cho ai khác, xóa sau khi in. Tệp có chữ "scratch" là lớp cào, in đè sau cùng, đúng vị trí.
print-link-not-yet = Tệp đang được tạo. Hãy mở lại trang này sau vài phút.
print-link-stopped = Việc tạo tệp đang dừng. Hãy hỏi người gửi đường dẫn.
print-link-deleted = Tệp đã được xóa. Hãy hỏi người gửi đường dẫn.
# $left (Number) - times
print-link-left = còn { $left } lượt tải
print-link-fetch = Tải về
print-link-how = Khi in
print-link-scale = In đúng khổ 100 %, không co giãn, không chuyển thành ảnh.
print-link-ink = Mã vuông chỉ in một mực đen (K 100 %), không in gì vào lề trắng quanh mã.
print-link-destroy = Tem in hỏng phải hủy; mỗi tem chỉ được in một lần.
print-link-over-title = Đường dẫn không dùng được nữa
print-link-over-advice = Đường dẫn đã hết hạn, hết lượt tải, hoặc đã bị thu hồi. Hãy xin người gửi một đường dẫn mới.

## The delivery slip

slip-title = Phiếu giao nhận tệp in tem
# $at (String) - time and date
slip-made-at = Lập lúc { $at }
slip-office = Đơn vị cấp tem
slip-holder = Chủ thể
slip-product = Sản phẩm
slip-certificate = Giấy chứng nhận
# $number (String) - on the paper
# $stars (Number) - of the certificate
slip-certificate-value = số { $number }, { $stars } sao
slip-batch = Lô tem
# $batch (String) - its number
# $job (String) - the print job's number
slip-batch-value = { $batch } (lệnh in { $job })
slip-stamps = Số tem
slip-range = Từ tem – đến tem
slip-ordered-by = Người đặt in
slip-ordered-at = Đặt lúc
slip-taker = Bên nhận
# $name (String) - who
# $at (String) - when the first file was fetched
slip-taker-value = { $name } (tải lần đầu { $at })
slip-files = Tệp đã giao
slip-file = Tên tệp
slip-bytes = Số byte
slip-terms = Bên nhận chỉ in đúng số tem trên, mỗi tem một lần, không giao tệp cho người khác, hủy tem hỏng và xóa tệp sau khi in xong.
slip-giver = Bên giao
slip-receiver = Bên nhận
slip-sign-here = (ký, ghi rõ họ tên, ngày)

## Sizes

# $size (String) - a number
size-kilobytes = { $size } KB
# $size (String) - a number
size-megabytes = { $size } MB

### What a scan answers: headline, and one sentence that says what to do. Vietnamese decides.
### Until reports exist, "báo" means the hotline, and no sentence says that the office was told by itself.

# $stars (Number) - of the stamp's own certificate
valid = Tem OCOP { $stars } sao, còn hiệu lực
    .advice = So tên, ảnh, khối lượng bên dưới với hàng trên tay: tem chỉ dùng cho đúng sản phẩm này.

key-compromised-later = Tem còn hiệu lực, cần thận trọng
    .advice = Khóa ký của đơn vị cấp về sau bị lộ; tem này được cấp trước đó. So kỹ sản phẩm, nghi ngờ thì báo.

# $office (String) - who answers the hotline
# $phone (String) - the hotline
food-safety = Đừng dùng: tem bị thu hồi vì an toàn thực phẩm
    .advice = Ngừng sử dụng, giữ bao bì và gọi { $office } { $phone }.

# $date (String) - since when the withdrawal holds
# $decision (String) - number of the decision
certificate-withdrawn = Chứng nhận OCOP đã bị thu hồi
    .advice = Từ { $date }, theo Quyết định { $decision }, sản phẩm không được ghi nhãn OCOP; nơi bán vẫn quảng cáo OCOP thì hãy báo.
    .advice-without-decision = Từ { $date }, sản phẩm không được ghi nhãn OCOP; nơi bán vẫn quảng cáo OCOP thì hãy báo.

# $reason (String) - one of the reasons below
stamp-cancelled = Tem này đã bị hủy
    .advice = Lý do: { $reason }; đừng tin hàng chỉ vì có tem này và cho biết bạn thấy ở đâu.

# $date (String) - when the revocation was recorded
expiry-recorded = Đã ghi thu hồi ngày { $date }.

# $office (String) - who answers the hotline
# $phone (String) - the hotline
suspended = Tem đang tạm dừng để kiểm tra
    .advice = Chưa có kết luận; hãy chờ hoặc hỏi { $office } { $phone } trước khi mua hay dùng.

not-activated = Tem chưa kích hoạt
    .advice = Nhà sản xuất chưa báo đã dán; nếu hàng đang bày bán, hãy hỏi người bán và báo cho chúng tôi.

# $date (String) - the certificate's last valid day
# $made (String) - the day or days of production
certificate-expired = Chứng nhận OCOP đã hết hạn ngày { $date }
    .made-in-time = Hàng làm ngày { $made }, khi còn hạn (cơ sở khai); nay không còn là sản phẩm OCOP: xem hạn sử dụng rồi quyết định.
    .made-after = Theo khai báo, hàng làm sau ngày đó nên không được dán tem OCOP; hãy báo nơi bán.
    .not-known = Xem ngày sản xuất trên bao bì: sau ngày đó thì không phải hàng OCOP. Hết hạn không có nghĩa là giả hay hỏng.

# $date (String) - the last valid day of the stamp's certificate
# $number (String) - of the successor
# $stars (Number) - of the successor
# $until (String) - the successor's last valid day
certified-again = Tem cũ, sản phẩm đã được công nhận lại
    .advice = Chứng nhận của tem hết ngày { $date }; nay có chứng nhận { $number }, { $stars } sao, đến { $until }.

# $phone (String) - the hotline
forged = Tem giả
    .advice = Mã không do cơ quan OCOP cấp: đừng tin dấu OCOP trên gói hàng, chụp ảnh và gọi { $phone } để báo.

unknown-key = Không phải tem do hệ thống OCOP cấp
    .advice = Mã không do đơn vị được công nhận ký: đừng tin, chụp ảnh và báo.

unsupported = Không phải loại tem đang lưu hành
    .advice = Loại mã này chưa từng phát hành: đừng tin dấu OCOP và hãy báo.

# $phone (String) - the hotline
not-issued = Không có tem này trong sổ cấp tem
    .advice = Đừng tin tem này; xin gọi { $phone } cho biết nơi bán.

malformed = Mã thiếu hoặc không phải tem OCOP
    .advice = Lau sạch, quét lại, hoặc nhập 16 ký tự in dưới mã.

code-not-found = Mã vừa nhập không khớp
    .advice = So lại từng ký tự (không có I, L, O, U); vẫn không khớp thì đừng tin và hãy báo.

# $phone (String) - the hotline
cannot-tell = Chưa kiểm tra được lúc này
    .advice = Lỗi ở hệ thống, không phải ở tem: thử lại sau vài phút hoặc gọi { $phone }.

## Why a stamp or certificate was revoked or suspended, as it stands after "Lý do:".

reason-expired = chứng nhận hết hạn
reason-re-evaluation-failed = không đạt khi đánh giá lại
reason-food-safety = vi phạm an toàn thực phẩm
reason-process-not-as-declared = quy trình, chất lượng không đúng công bố
reason-label-not-as-certified = bao bì, nhãn không đúng mẫu đã công nhận
reason-production-stopped = cơ sở ngừng sản xuất
reason-no-traceability-records = không có hồ sơ truy xuất nguồn gốc
reason-recognition-annulled = kết quả công nhận bị hủy bỏ
reason-stamp-copied = tem bị sao chép
reason-stamp-lost-or-spoiled = tem bị mất hoặc hỏng
reason-key-compromised = khóa ký tem bị lộ
reason-replaced = đã thay bằng tem khác
reason-other = trường hợp khác

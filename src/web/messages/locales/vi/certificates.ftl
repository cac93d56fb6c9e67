### The page of a certificate, and the open list of all. In the spirit of verdicts.ftl; Vietnamese decides.
### "Service" is for group VI, which has no pack to hold against the page.

## What the page confirms, and what it does not

certificate-scope = Cho biết chứng nhận, không xác nhận gói hàng này
certificate-scope-service = Cho biết chứng nhận, không xác nhận nơi treo mã này

## What the certificate is worth: headline, and what to do

# $stars (Number) - of the certificate
# $until (String) - its last valid day
certificate-in-force = Chứng nhận OCOP { $stars } sao, còn hiệu lực
    .advice = Có giá trị đến hết ngày { $until }. So tên, ảnh, khối lượng với hàng trên tay; gói hàng có tem riêng thì quét thêm tem ấy.
    .advice-service = Có giá trị đến hết ngày { $until }. So tên, địa chỉ và chủ thể bên dưới với nơi bạn đang đến.
# $days (Number) - left after today, 1 or more
certificate-ends-soon = Sắp hết hạn: còn { $days } ngày.
certificate-ends-today = Hôm nay là ngày hiệu lực cuối cùng.

# $office (String) - who answers the hotline
# $phone (String) - the hotline
certificate-suspended = Chứng nhận OCOP đang tạm dừng để kiểm tra
    .advice-service = Chưa có kết luận; hãy chờ hoặc hỏi { $office } { $phone } trước khi đặt dịch vụ.

# $date (String) - the last valid day
# $reason (String) - why it ended early
certificate-ended-early = Chứng nhận OCOP đã hết hiệu lực ngày { $date }
    .why = Kết thúc trước hạn: { $reason }.
certificate-over-advice = Nay không còn là sản phẩm OCOP; hàng làm trước đó thì xem hạn sử dụng. Hết hạn không có nghĩa là giả hay hỏng.
certificate-over-advice-service = Nay không được quảng cáo là OCOP nữa. Hết hạn không có nghĩa là dịch vụ kém.

# $date (String) - the last valid day of this certificate
# $number (String) - of the successor
# $stars (Number) - of the successor
# $until (String) - the successor's last valid day
certificate-again = Chứng nhận cũ, sản phẩm đã được công nhận lại
    .service = Chứng nhận cũ, dịch vụ đã được công nhận lại
    .advice = Hết ngày { $date }; nay có chứng nhận { $number }, { $stars } sao, đến { $until }.
certificate-see-successor = Xem chứng nhận mới

# $office (String) - who answers the hotline
# $phone (String) - the hotline
certificate-food-safety = Đừng dùng: bị thu hồi vì an toàn thực phẩm
    .advice-service = Đừng dùng dịch vụ này; muốn hỏi hoặc báo, xin gọi { $office } { $phone }.

# $date (String) - since when the withdrawal holds
# $decision (String) - number of the decision
certificate-withdrawn-service = Từ { $date }, theo Quyết định { $decision }, dịch vụ không được quảng cáo là OCOP; nơi nào vẫn quảng cáo thì hãy báo.
    .without-decision = Từ { $date }, dịch vụ không được quảng cáo là OCOP; nơi nào vẫn quảng cáo thì hãy báo.

# $date (String) - since when all of the producer's stamps are cancelled
# $reason (String) - why
# $office (String) - who answers the hotline
# $phone (String) - the hotline
certificate-producer-cancelled = Đừng dựa vào chứng nhận này
    .advice = Tem của chủ thể đã bị hủy từ { $date }. Lý do: { $reason }. Hỏi { $office } { $phone } trước khi mua hay dùng.

# $phone (String) - the hotline
certificate-unknown = Không có chứng nhận này trong sổ
    .advice = Xem lại số, hoặc tìm theo tên sản phẩm trong danh sách chứng nhận. Nơi bán đưa ra số này thì đừng tin và gọi { $phone } để báo.

# $phone (String) - the hotline
certificate-record-missing = Chứng nhận có trong sổ công khai, nhưng ở đây chưa có hồ sơ sản phẩm nên chưa hiện được tên và ảnh. Cần biết thêm, xin gọi { $phone }.

## Rows

certificate-service-number = Số trong hệ thống này
# The day from which a withdrawal holds
certificate-void-since = Không còn hiệu lực từ
certificate-validity-on-paper = Thời hạn hiệu lực khi được công nhận
certificate-kind = Hình thức công nhận
kind-new = Công nhận mới
kind-renewed = Công nhận lại
kind-upgraded = Nâng hạng
certificate-replaced = Thay cho chứng nhận
certificate-end-reason = Lý do kết thúc trước hạn
certificate-end-decision = Quyết định chấm dứt
# The reasons that speak of stamps say it otherwise of a certificate.
reason-certificate-replaced = đã có chứng nhận mới thay
raw-material-code = Mã vùng nguyên liệu
code-title = Mã QR của trang này
# $address (String) - of this page
code-line = Mã này mở trang { $address }. Ai cũng chép được mã này, nên mã không xác nhận gói hàng nào.
# $address (String) - of this page
code-line-service = Mã này mở trang { $address }. Ai cũng chép được mã này, nên mã không xác nhận nơi treo mã.
code-picture = Tải mã để in
code-svg = SVG
code-png = PNG
certificate-limits = Trang này cho biết sổ ghi gì về chứng nhận hôm nay, không chứng minh gói hàng trên tay là sản phẩm được chứng nhận. Hãy so kỹ sản phẩm; gói hàng có tem riêng thì quét tem ấy.
certificate-limits-service = Trang này cho biết sổ ghi gì về chứng nhận hôm nay, không chứng minh nơi bạn đang đến là nơi được chứng nhận. Hãy so tên, địa chỉ và chủ thể.
certificate-limits-title = Điều mà trang này không chứng minh được

## The open list

list-title = Danh sách chứng nhận OCOP
list-advice = Lấy thẳng từ sổ công khai, tính đến hôm nay.
list-link = Danh sách chứng nhận OCOP
list-province = Tỉnh, thành phố
list-all-provinces = Tất cả tỉnh, thành phố
list-search = Tên sản phẩm, chủ thể hoặc số chứng nhận
list-submit = Tìm
list-all = Tất cả
list-standing = Trạng thái
standing-in-force = Còn hiệu lực
standing-suspended = Tạm dừng
standing-ended = Hết hiệu lực
standing-withdrawn = Bị thu hồi
list-ends-soon = sắp hết hạn
list-again = đã công nhận lại
# $count (String) - of certificates, in digits grouped by three
list-count = Có { $count } chứng nhận
list-none = Không có chứng nhận nào như vậy. Thử ít chữ hơn, tỉnh khác hoặc trạng thái khác.
list-product = Sản phẩm
list-holder = Chủ thể
list-decision = Quyết định
list-until = Có giá trị đến
# $date (String) - the day from which the withdrawal holds
list-withdrawn-from = thu hồi từ { $date }
list-more = Trang sau
list-first = Về đầu danh sách
list-csv = Tải về dạng bảng (CSV)
# $number (String) - of a certificate whose product is not in the register here
list-record-missing = Chứng nhận { $number }

## A list that was asked for in a way that can't be answered

list-refused = Yêu cầu tìm chưa đúng
list-refused-province = Không có tỉnh, thành phố mang mã này: hãy chọn trong danh sách.
list-refused-state = Không có trạng thái này: hãy chọn một trong các trạng thái ở đầu danh sách.
list-refused-search = Từ tìm quá dài: hãy dùng nhiều nhất 100 chữ.
list-refused-limit = Một trang có từ 1 đến 500 dòng.
list-refused-cursor = Địa chỉ này bị cắt hoặc sửa: hãy quay về đầu danh sách.
list-refused-query = Địa chỉ này bị cắt hoặc sửa: hãy quay về đầu danh sách.

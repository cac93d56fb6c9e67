### All words of the pages but the verdict: labels, notices, the home page, errors.

# What the language calls itself, for the switch.
language-name = Tiếng Việt
site-name = Kiểm tra tem OCOP
sample-banner = Dữ liệu mẫu – không phải tem thật
check-another = Kiểm tra tem khác
# $phone (String) - the hotline
call = Gọi { $phone }

## Notices beside the verdict

# $phone (String) - the hotline
notice-record-missing = Tem có trong sổ cấp tem, nhưng ở đây chưa có hồ sơ sản phẩm nên chưa hiện được tên và ảnh. Cần biết thêm, xin gọi { $phone }.
notice-key-compromised-later = Khóa ký của đơn vị cấp về sau bị lộ; tem này được cấp trước đó. Hãy so kỹ sản phẩm.
notice-typed-code = Nhập 16 ký tự là cách kiểm tra yếu hơn quét mã QR: nếu được, hãy quét mã trên tem.
notice-small-label = Nhãn nhỏ này dùng mã ngắn, chỉ kiểm tra qua mạng, yếu hơn mã QR đầy đủ: hãy so kỹ sản phẩm.

## First screen

# $product (String) - its name
picture-of = Ảnh sản phẩm { $product }
no-picture = Chưa có ảnh
# $stars (Number) - 3, 4 or 5
stars = { $stars } sao
holder = Chủ thể OCOP
made = Ngày sản xuất
made-not-declared = Cơ sở chưa khai; xem ngày in trên bao bì.
successor = Chứng nhận mới
# $number (String) - of the new certificate
# $stars (Number) - that it gives
# $until (String) - its last valid day
successor-value = { $number }, { $stars } sao, đến { $until }
# $time (String) - in Viet Nam, hours and minutes
# $date (String) - in Viet Nam
checked-at = Kiểm tra lúc { $time } ngày { $date }, giờ Việt Nam
data-age-now = Dữ liệu cập nhật chưa đầy 1 phút trước
# $count (Number) - whole minutes
data-age-minutes = Dữ liệu cập nhật { $count } phút trước
# $count (Number) - whole hours
data-age-hours = Dữ liệu cập nhật { $count } giờ trước
# $count (Number) - whole days
data-age-days = Dữ liệu cập nhật { $count } ngày trước

## Who stands behind a fact

declared = cơ sở khai
confirmed = cơ quan xác nhận

## Groups of the programme

group-food = Nhóm I – Thực phẩm
group-drinks = Nhóm II – Đồ uống
group-medicinal-herbs = Nhóm III – Dược liệu và sản phẩm từ dược liệu
group-handicrafts = Nhóm IV – Thủ công mỹ nghệ
group-ornamental-life = Nhóm V – Sinh vật cảnh
group-tourism = Nhóm VI – Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch

## Kinds of producers

producer-cooperative = Hợp tác xã
producer-cooperative-group = Tổ hợp tác
producer-enterprise = Doanh nghiệp
producer-household-business = Hộ kinh doanh, cơ sở sản xuất
producer-other = Tổ chức, cá nhân khác

## Second part: the stamp, the goods

look-title = Tem thật trông thế nào
# $domain (String) - the official one
look-code = Tem có mã QR, dưới mã in 16 ký tự chia bốn nhóm; quét mã thì mở trang ở { $domain }.
# $domain (String) - the official one
look-code-only = Tem có mã QR; quét mã thì mở trang ở { $domain }.
look-this-product = Tem chỉ dùng cho đúng sản phẩm này, dán thẳng lên bao bì, không dán đè lên tem khác.
look-scratch = Lớp cào che mã PIN phải còn nguyên khi bạn mua.
goods-title = Lô hàng và tem
lot = Số lô
use-by = Hạn sử dụng
serial = Số sê-ri
# $batch (Number) - of stamps
# $index (Number) - place in it, from 0
serial-value = Lô tem { $batch }, vị trí { $index }

## Second part: the certificate

certificate-title = Chứng nhận OCOP
certificate-number = Giấy chứng nhận số
certificate-validity = Hiệu lực
# $from (String) - first day
# $until (String) - last valid day
certificate-validity-value = Từ { $from } đến { $until }
recognition-decision = Quyết định công nhận
# $number (String) - of the decision
# $date (String) - of the decision
decision-value = { $number }, ngày { $date }
issuer = Cơ quan cấp
revocation-decision = Quyết định thu hồi
suspension-decision = Quyết định tạm dừng
revocation-reason = Lý do thu hồi
suspension-reason = Lý do tạm dừng
in-force-since = Áp dụng từ
review-on = Xem xét lại ngày

## Second part: places, the product, whom to ask

place-title = Nơi làm ra sản phẩm
producer-kind = Loại hình chủ thể
address-as-certified = Địa chỉ ghi khi chứng nhận
address-today = Địa chỉ hiện nay
place-of-production = Nơi sản xuất
raw-material-area = Vùng nguyên liệu
location-code = Mã truy vết địa điểm
product-title = Về sản phẩm
gtin = Mã GTIN
product-code = Mã sản phẩm
product-service-number = Số sản phẩm trong hệ thống này
quality-certificate = Chứng nhận chất lượng
geographical-indication = Chỉ dẫn địa lý
# $name (String) - the paper with its number
# $until (String) - last valid day
quality-until = { $name }, đến { $until }
safety-warning = Cảnh báo an toàn
storage = Bảo quản
contact-title = Hỏi và báo
hotline = Đường dây nóng, báo tem đáng ngờ
producer-contact = Liên hệ nhà sản xuất
domain-title = Trang này có thật không?
# $domain (String) - the official one
domain-line = Trang chính thức là { $domain }. So từng chữ với thanh địa chỉ; kiểm tra tem thì không cần đăng nhập, không cần số điện thoại và không mất tiền.
limits-title = Điều mà tem không chứng minh được
limits = Tem cho biết mã do cơ quan OCOP cấp, không chứng minh gói hàng trên tay đúng là gói được dán tem. Mã có thể bị chụp và in lại, nên hãy so kỹ sản phẩm và xem tem có bị dán đè không.

## Typing a code, home, errors

code-label = 16 ký tự in dưới mã QR
code-hint = Bốn nhóm, mỗi nhóm bốn chữ hoặc số. Viết hoa hay thường, có gạch nối hay không đều được.
code-submit = Kiểm tra
home-title = Tra cứu tem OCOP
home-advice = Quét mã QR trên tem bằng máy ảnh điện thoại, hoặc nhập mã in dưới tem vào đây.
not-found-title = Không có trang này
not-found-advice = Địa chỉ sai hoặc thiếu. Nếu bạn vừa quét tem, hãy lau sạch, quét lại, hoặc nhập mã in dưới tem.
sent-from-another-site-title = Yêu cầu này đến từ trang khác
sent-from-another-site-advice = Trình duyệt cho biết một trang khác gửi yêu cầu này thay bạn, nên không có gì được thực hiện. Hãy mở trang chính thức rồi làm lại ở đó.
too-many-title = Mạng của bạn hỏi quá nhiều lần
too-many-advice = Những người dùng chung một mạng có thể cùng bị chậm lại. Đợi một phút rồi thử lại; không có gì bị mất.

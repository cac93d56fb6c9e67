### Pages for people who work with the service: getting in, their own account; why something about it is refused.

## Getting in

sign-in-title = Đăng nhập
sign-in-advice = Dành cho chủ thể OCOP và cán bộ. Kiểm tra tem thì không cần đăng nhập.
sign-in-identifier = Số điện thoại hoặc email
sign-in-password = Mật khẩu
sign-in-submit = Đăng nhập
sign-in-forgotten = Quên mật khẩu hoặc mất điện thoại: nhờ người đã mời bạn gửi đường dẫn mới.
sign-in-cookie-refused = Trình duyệt không giữ được phiên đăng nhập. Hãy mở trang bằng https và cho phép cookie, rồi đăng nhập lại.

second-factor-title = Nhập mã xác thực
second-factor-advice = Mở ứng dụng xác thực trên điện thoại, lấy sáu chữ số đang hiện.
second-factor-code = Mã sáu chữ số
second-factor-submit = Tiếp tục

## An invitation

invitation-title = Kích hoạt tài khoản
# $name (String) - who is invited
# $role (String) - what they will be
invitation-advice = Chào { $name }. Bạn được mời làm: { $role }. Hãy chọn mật khẩu để bắt đầu.
invitation-identifier = Bạn sẽ đăng nhập bằng
invitation-submit = Kích hoạt tài khoản
invitation-over-title = Đường dẫn không dùng được nữa
invitation-over-advice = Đường dẫn mời chỉ dùng được một lần, trong bảy ngày. Nếu đã có tài khoản, bạn hãy đăng nhập; nếu chưa, hãy xin người mời một đường dẫn mới.
invitation-cut-title = Đường dẫn bị thiếu
invitation-cut-advice = Đường dẫn mời không đủ ký tự. Hãy mở lại đúng đường dẫn đã nhận, hoặc chép lại trọn vẹn.

password-new = Mật khẩu mới
password-new-hint = Ít nhất 10 ký tự. Vài từ không liên quan đến nhau thì dễ nhớ và khó đoán.
password-again = Nhập lại mật khẩu mới

factor-title = Xác thực hai bước
factor-why = Mỗi lần đăng nhập cần thêm một mã từ điện thoại của bạn, nên người biết mật khẩu cũng không vào được.
factor-step-app = Cài một ứng dụng xác thực, ví dụ Google Authenticator hoặc Microsoft Authenticator.
factor-step-scan = Quét hình này bằng ứng dụng; nếu đang xem trên chính điện thoại đó thì bấm nút dưới hình, hoặc nhập mã thiết lập bằng tay.
factor-step-code = Nhập sáu chữ số mà ứng dụng hiện ra.
factor-symbol = Mã QR để ứng dụng xác thực quét
factor-open = Mở trong ứng dụng xác thực
factor-key = Mã thiết lập (nhập thủ công)

## One's own account

account-title = Tài khoản của bạn
account-advice = Chỉ bạn thấy trang này.
account-name = Họ tên
account-role = Vai trò
account-phone = Điện thoại
account-email = Email
account-sign-out = Đăng xuất
account-security = Bảo mật đăng nhập
account-password = Mật khẩu
account-password-change = Đổi mật khẩu
account-factor = Xác thực hai bước
account-factor-on = Đã bật
account-factor-off = Chưa bật
account-factor-set = Bật xác thực hai bước
account-factor-change = Đổi ứng dụng xác thực
account-sessions = Các phiên đang đăng nhập
account-session-this = thiết bị này
# $network (String) - the network it began from
# $time (String) - hours and minutes
# $date (String)
account-session-value = Mạng { $network }, dùng lần cuối lúc { $time } ngày { $date }
account-session-end = Đăng xuất thiết bị đó
account-password-changed = Đã đổi mật khẩu. Mọi phiên đăng nhập khác đã kết thúc.
account-factor-set-done = Đã bật xác thực hai bước. Mọi phiên đăng nhập khác đã kết thúc.
account-session-ended = Đã kết thúc phiên đăng nhập đó.
account-token-revoked = Đã thu hồi mã truy cập đó.

password-title = Đổi mật khẩu
password-advice = Sau khi đổi, mọi phiên đăng nhập khác kết thúc. Mã truy cập của phần mềm vẫn dùng được.
password-current = Mật khẩu hiện tại
password-submit = Đổi mật khẩu

factor-set-advice = Sau khi bật hoặc đổi, mọi phiên đăng nhập khác kết thúc.
factor-current-code = Mã sáu chữ số của ứng dụng cũ
factor-new-code = Mã sáu chữ số của ứng dụng mới
factor-submit = Xác nhận

## Tokens

tokens-title = Mã truy cập cho phần mềm
tokens-advice = Để phần mềm của bạn làm việc với hệ thống mà không cần mật khẩu. Mã chỉ làm được những việc bạn được phép làm.
tokens-none = Chưa có mã nào.
tokens-make = Tạo mã truy cập
# $scopes (String) - what it is for
# $date (String) - its last day
tokens-value = { $scopes }. Dùng được đến { $date }
# $date (String)
tokens-used = Dùng lần cuối ngày { $date }
tokens-never-used = Chưa dùng
tokens-revoked = Đã thu hồi
tokens-expired = Đã hết hạn
tokens-revoke = Thu hồi mã này
token-make-title = Tạo mã truy cập
token-name = Tên để bạn nhận ra
token-name-hint = Ví dụ tên phần mềm dùng mã này, nhiều nhất 60 ký tự.
token-scopes = Dùng để làm gì
token-days = Dùng trong
# $days (Number)
token-days-value = { $days } ngày
token-submit = Tạo mã
token-made-title = Mã truy cập mới
token-made-advice = Chép mã ngay bây giờ và cất ở nơi an toàn: mã chỉ hiện một lần này. Ai có mã thì làm được mọi việc mà mã này cho phép.
token-made-done = Tôi đã chép xong

scope-read = Xem
scope-batches = Yêu cầu và in lô tem, khai báo
scope-holds = Tạm dừng và thu hồi
scope-register = Sổ đăng ký: nhập, xuất, đính chính
scope-audit = Nhật ký thao tác

## Roles

# $producer (String) - its number, or name
role-producer = Chủ thể OCOP ({ $producer })
# $place (String) - the commune and its province
role-clerk = Cán bộ cấp xã ({ $place })
# $place (String) - a province, or the whole country
role-inspector = Cán bộ kiểm tra ({ $place })
# $place (String) - a province, or the whole country
role-officer = Cán bộ chương trình OCOP ({ $place })
role-administrator = Quản trị tài khoản
role-country = toàn quốc
# $producer (String) - its number
role-producer-number = số { $producer }

## Why something is refused

refused-again = Hai lần nhập mật khẩu mới không giống nhau.
refused-password = Số điện thoại, email hoặc mật khẩu không đúng.
refused-current-password = Mật khẩu hiện tại không đúng.
refused-code = Mã không đúng. Hãy lấy sáu chữ số mới nhất; mỗi mã chỉ dùng một lần. Nếu vẫn không đúng, kiểm tra giờ của điện thoại.
refused-sign-in-over = Phiên đăng nhập đã kết thúc. Hãy đăng nhập lại từ đầu.
# $seconds (Number)
refused-throttled = Đã thử sai nhiều lần. Hãy đợi { $seconds } giây rồi thử lại.
refused-password-short = Mật khẩu cần ít nhất 10 ký tự.
refused-password-long = Mật khẩu quá dài. Hãy chọn mật khẩu ngắn hơn.
refused-password-common = Mật khẩu này dễ đoán. Hãy chọn vài từ không liên quan đến nhau, không có tên hay số điện thoại của bạn.
refused-token-terms = Mã cần có tên không quá 60 ký tự và ít nhất một việc mà vai trò của bạn làm được.
refused-tokens-many = Bạn đã có 20 mã còn dùng được. Hãy thu hồi bớt một mã.
refused-not-there = Mục này không còn nữa.
refused-not-for-you = Vai trò của bạn không làm được việc này.
refused-not-now = Lúc này hệ thống chưa ghi được. Hãy thử lại sau vài phút.
refused-otherwise = Yêu cầu này không thực hiện được.

### What the commands of the register say to a clerk beside the findings: files that are no tables, corrections settled.

## Files

# $file (String) - its name
file-not-there = Không có tệp { $file }. Hãy kiểm tra lại tên và thư mục.
# $file (String) - its name
# $error (String) - the operating system's words
file-not-readable = Không mở được tệp { $file } ({ $error }).
# $file (String) - its name
file-format = { $file } không phải bảng .xlsx hay .csv. Hãy mở bằng Excel và lưu thành .xlsx.
# $file (String) - its name
file-old-or-locked = { $file } là tệp Excel kiểu cũ (.xls) hoặc có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu nếu có, rồi lưu thành .xlsx.
# $file (String) - its name
file-open-mark = { $file } không phải bảng, mà là tệp tạm của Excel khi bảng đang mở. Hãy chọn tệp không có “~$” ở đầu tên.
# $file (String) - its name
file-damaged = { $file } bị hỏng, không đọc được. Hãy mở bằng Excel hoặc LibreOffice, lưu thành một tệp .xlsx mới rồi thử lại.
# $file (String) - its name
# $line (Number) - from 1
file-encoding = { $file }: dòng { $line } không phải Unicode (UTF-8). Hãy lưu bảng thành .xlsx hoặc “CSV UTF-8”. Nếu bảng dùng phông .VnTime hay VNI, hãy chuyển sang Unicode trước.
# $file (String) - its name
# $error (String) - the reader's words
file-csv = { $file } không đọc được như một bảng CSV ({ $error }). Hãy lưu bảng thành .xlsx.
# $file (String) - its name
# $most (Number) - rows
file-too-long = { $file } có hơn { $most } hàng. Hãy chia thành nhiều tệp và nhập lần lượt.

## Corrections

# $certificate (String) - its number in this service
# $index (String) - position in the log
correction-approved = Đã duyệt đính chính cho chứng nhận { $certificate }. Vị trí trong sổ công khai: { $index }.
# $certificate (String) - its number in this service
correction-dismissed = Đã bỏ đề nghị đính chính cho chứng nhận { $certificate }. Chứng nhận không thay đổi.
# $certificate (String) - its number in this service
correction-none = Chứng nhận { $certificate } không có đính chính nào chờ duyệt.
# $certificate (String) - its number in this service
correction-other = Đính chính cho chứng nhận { $certificate } vừa được đề nghị lại với nội dung khác. Hãy xem lại (lệnh correction list) rồi mới quyết định.
correction-one-person = Người đề nghị không được tự duyệt: đính chính cần hai người. Hãy nhờ người khác duyệt; nếu cơ quan chỉ có một người, thêm --alone (nhật ký sẽ ghi lại việc này).
go-on = Tiếp tục? [c/K]
not-wanted = không thay đổi gì

## Folders and services, as the commands of the register meet them

# $folder (String) - the data folder
folder-not-let-in = Dịch vụ của { $folder } chưa cho bạn vào. Hãy nhờ người quản trị thêm bạn vào nhóm được phép (cài đặt serve.control_group), rồi đăng nhập lại.
# $folder (String) - the data folder
folder-not-yours = Dịch vụ đang tắt, và thư mục { $folder } là của người khác. Hãy nhờ người quản trị bật dịch vụ.
# $folder (String) - the data folder
# $owner (String) - the user to whom it belongs
folder-of-another-user = Thư mục { $folder } là của người dùng { $owner }. Hãy chạy lệnh bằng người dùng đó: runuser -u { $owner } -- ocop-stamp …
# $folder (String) - the data folder
folder-in-use = Một lệnh khác đang làm việc với { $folder }. Hãy đợi lệnh đó xong rồi chạy lại.
# $folder (String) - the data folder
folder-none = { $folder } không phải thư mục dữ liệu. Hãy kiểm tra lại đường dẫn sau --data.
passphrase-needed = Dịch vụ đang tắt, nên cần mật khẩu của khóa: thêm --passphrase-file và tên tệp chứa mật khẩu, hoặc nhờ người quản trị bật dịch vụ.
service-silent = Dịch vụ không trả lời. Việc vừa yêu cầu có thể đã được ghi. Hãy thử lại: ghi lại cùng một bảng không ghi trùng. Nếu vẫn vậy, nhờ người quản trị xem nhật ký của dịch vụ.
place-unnamed = Hãy cho biết hỏi dịch vụ nào: --url và địa chỉ của dịch vụ, cùng mã truy cập (token); hoặc --data và thư mục dữ liệu, trên máy của dịch vụ.
# $url (String) - the service's address
place-not-encrypted = { $url }: mã truy cập (token) chỉ được gửi qua https://, vì trên đường truyền ai cũng có thể đọc được.
# $url (String) - the service's address
token-none = { $url } cần mã truy cập (token): thêm --token-file và tên tệp chứa mã, hoặc đặt biến OCOP_STAMP_TOKEN.
token-bad = Đây không phải mã truy cập (token) của ocop-stamp, hoặc bị gõ sai. Mã bắt đầu bằng ocopstamp_ và chỉ hiện một lần khi được tạo.
token-over = Mã truy cập (token) này không dùng được nữa: đã bị thu hồi, đã hết hạn, hoặc tài khoản đã đóng. Hãy tạo mã mới.
# $why (String) - the service's words, in English
not-permitted = Tài khoản này, hoặc mã truy cập (token) này, không được làm việc này. Hãy dùng mã có đúng phạm vi (scope), hoặc nhờ cán bộ của tỉnh. Dịch vụ trả lời: { $why }.
# $file (String) - to be made
file-exists = Đã có tệp { $file }. Hãy chọn tên khác; tệp cũ không bị thay đổi.
# $file (String) - to be made
file-ending = { $file }: tên tệp phải kết thúc bằng .xlsx hoặc .csv.
no-terminal = Không có màn hình để hỏi lại. Nếu chắc chắn, hãy thêm --yes.
reading-pictures = Đang đọc ảnh

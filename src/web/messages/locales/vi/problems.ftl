### Titles of problems, as programs show them to their users. What to do about one, its `detail` says, in English.

problem-bad-request = Yêu cầu không đọc được
problem-unauthorized = Hãy đăng nhập trước
problem-forbidden = Bạn không được làm việc này
problem-not-found = Không có mục này
problem-method-not-allowed = Địa chỉ này cần phương thức khác
problem-conflict = Yêu cầu trái với những gì đã có
problem-too-large = Yêu cầu quá lớn
problem-not-json = Yêu cầu không phải JSON
problem-against-the-rules = Yêu cầu trái quy tắc
problem-failed = Yêu cầu không thực hiện được
problem-too-many = Quá nhiều yêu cầu
problem-not-now = Lúc này chưa làm được
problem-changed-meanwhile = Đã thay đổi trong lúc đó
problem-precondition-needed = Hãy cho biết bạn đã xem bản nào
problem-not-yet = Chưa có

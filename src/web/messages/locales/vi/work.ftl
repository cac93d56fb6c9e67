### Pages that producers work with: certificates, batches, files, what became of stamps.

## Certificates

work-certificates-title = Giấy chứng nhận của bạn
work-certificates-advice = Chọn sản phẩm để đặt tem.
# $number (String) - on the paper
# $stars (Number) - of the certificate
# $until (String) - the last valid day
# $standing (String) - in a word
work-certificate = Số { $number } · { $stars } sao · đến { $until } · { $standing }
work-no-certificates = Chưa có giấy chứng nhận nào.
work-proposed = Đã gửi đề nghị. Cán bộ sẽ duyệt, lô tem hiện ra sau khi được duyệt.
work-request = Đặt tem
work-request-title = Đặt tem
work-quantity = Số tem
work-quantity-hint = Đặt vừa đủ dùng: tem thừa không dùng được cho giấy chứng nhận sau.
work-quantity-wrong = Hãy ghi số tem, ít nhất 1.
work-variant = Quy cách
work-printer = In ở đâu
work-printer-own = Tự in (tem dùng được ngay)
work-printer-house = Nhà in (tem dùng được sau khi xác nhận đã nhận)
work-printer-house-pin = Nhà in, mỗi tem có mã PIN dưới lớp cào (tem dùng được sau khi xác nhận đã nhận)
work-look = Xem trước
work-request-submit = Đặt tem
# $days (Number) - that are left
# $until (String) - the last valid day
work-plan-days = Giấy chứng nhận còn { $days } ngày, đến hết { $until }.
# $unused (String) - stamps
work-plan-unused = Đang còn { $unused } tem chưa dùng.
# $since (String) - a day
# $left (String) - stamps
work-plan-left-over = Theo tốc độ dùng từ { $since } thì khi hết hạn sẽ thừa khoảng { $left } tem.
work-plan-no-estimate = Chưa đủ số liệu để ước lượng số tem thừa.
# $left (String) - stamps
work-plan-approval = Hạn mức trong mười hai tháng chỉ còn { $left } tem nên cán bộ phải duyệt.
work-plan-replaced = Đã có giấy chứng nhận mới thay giấy này: nên đặt tem của giấy mới.
# $unused (String) - stamps
work-plan-old = Giấy chứng nhận cũ còn { $unused } tem chưa dùng: nhớ hủy.
work-unused = Tem chưa dùng
# $stamps (String) - how many
work-unused-submit = Hủy { $stamps } tem
# $ranges (String) - the first of them
work-unused-note = Hủy rồi không lấy lại được. Các tem: { $ranges }

## Batches

work-batches-title = Các lô tem
work-batches-advice = Lô mới nhất ở trên.
work-no-batches = Chưa có lô tem nào.
# $batch (String) - its number
# $product (String) - by name
work-batch-name = Lô { $batch } · { $product }
# $stamps (String) - of the batch
# $used (String) - of them
# $spoiled (String) - of them
# $left (String) - of them
work-counts = { $stamps } tem: đã dùng { $used }, hỏng { $spoiled }, còn { $left }
# $date (String) - a day
work-issued-on = Cấp ngày { $date }
work-open = Mở
work-batch-title = Lô
work-issued = Đã cấp lô tem. Bây giờ hãy tạo tệp để in.
work-stamps = Số tem
work-used = Đã dán
work-spoiled = Hỏng, mất, đã hủy
work-left = Còn lại
work-not-received = Chưa xác nhận đã nhận
work-valid-until = Dùng được đến
# $batch (String) - its number
# $product (String) - by name
work-of-batch = Lô { $batch }. { $product }

## What becomes of stamps

work-received = Đã nhận tem
work-received-advice = Xác nhận tem nhà in đã giao. Từ lúc này tem quét ra có giá trị.
work-received-submit = Đã nhận
work-received-done = Đã ghi nhận tem đã nhận.
work-stamped = Dán tem hôm nay
work-stamped-advice = Ghi tem đầu và tem cuối đã dán.
work-stamped-submit = Ghi lại
work-stamped-done = Đã ghi số tem đã dán.
work-void = Hủy tem hỏng, mất
work-void-advice = Hủy rồi không lấy lại được: tem quét ra sẽ báo đã hủy.
work-void-submit = Hủy các tem này
# $count (String) - how many
# $first (String) - a stamp's number
# $last (String) - a stamp's number
work-void-seen = Sẽ hủy hẳn { $count } tem, từ { $first } đến { $last }. Xem lại cho đúng rồi bấm lần nữa.
work-voided = Đã hủy tem.
work-first = Tem đầu
work-last = Tem cuối
# $serial (String) - an example
work-stamp-hint = Số in trên tem, ví dụ { $serial }, hoặc mã ngắn 16 ký tự, hoặc đường dẫn khi quét mã.
work-last-hint = Bỏ trống nếu chỉ một tem.
work-lot = Số lô sản xuất
work-lot-hint = Chữ không dấu, số và . / _ -
work-made-on = Ngày sản xuất
work-best-before = Hạn sử dụng
work-range-backwards = Tem cuối đứng trước tem đầu.
work-declaration-wrong = Số lô hoặc ngày không đúng.

## Files

work-print-jobs = Tệp để in
work-print = Tạo tệp để in
# $job (String) - its number
work-print-job = Lệnh in { $job }
print-state-waiting = Đang chờ
print-state-running = Đang tạo
print-state-done = Đã xong
print-state-cancelled = Đã hủy
print-state-deleted = Tệp đã xóa vì hết thời gian giữ
print-failure-disk-full = Dừng: máy chủ hết chỗ. Hãy báo đơn vị quản lý rồi bấm làm tiếp.
print-failure-not-now = Dừng: máy chủ chưa làm được lúc này. Hãy bấm làm tiếp sau vài phút.
print-failure-other-bytes = Dừng: tệp sẽ khác bản đã tạo trước. Hãy tạo lệnh in mới.
print-failure-failed = Dừng vì lỗi của hệ thống. Hãy báo đơn vị quản lý.
# $done (String) - stamps
# $stamps (String) - stamps
work-print-made = { $done }/{ $stamps } tem
# $until (String) - a day
work-print-kept = Giữ tệp đến { $until }
work-print-cancel = Hủy lệnh in
work-print-delete = Xóa tệp
work-print-resume = Làm tiếp
work-print-ordered = Đã nhận lệnh in. Tải lại trang này để xem tiến độ.
work-print-cancelled = Đã hủy lệnh in và xóa tệp.
work-print-what = In thành
# $labels (Number) - on a sheet
# $product (String) - of a maker
work-print-on-sheets = PDF, giấy A4 { $labels } tem ({ $product })
work-print-single = PDF, mỗi trang một tem, cho nhà in
work-print-press = PDF, tờ 325 × 480 mm, cho nhà in
work-print-svg = ZIP các tem SVG
work-print-png = ZIP các tem PNG
work-print-csv = Bảng CSV cho phần mềm in
work-print-label = Cỡ tem (mm)
work-print-label-hint = Ví dụ 40x25. Chỉ cần khi chọn PDF cho nhà in, SVG hoặc PNG.
work-print-dpi = Độ phân giải máy in (dpi)
work-print-dpi-hint = Ví dụ 203, 300, 600. Bỏ trống thì theo thiết lập chung.
work-print-begin-at = Bắt đầu từ tem thứ
work-print-begin-at-hint = Để dùng nốt tờ tem in dở; bỏ trống là tem thứ 1.
work-print-only-sheet = Chỉ in lại tờ số
work-print-only-sheet-hint = Bỏ trống là in lại tất cả.
work-print-reason = Vì sao in lại
reprint-spoiled = Bản in hỏng, đã hủy
reprint-not-printed = Chưa in lần nào
reprint-other-format = In sang cỡ khác, bản cũ đã hủy
work-print-submit = Tạo tệp
work-print-wrong = Cỡ tem hoặc một con số không đúng.
# $sheets (String) - how many
work-print-sheets = { $sheets } tờ.
# $files (String) - how many
work-print-files = { $files } tệp.
work-link = Tạo đường dẫn cho nhà in
work-link-advice = Nhà in tải tệp bằng đường dẫn này, không cần tài khoản. Đường dẫn chỉ hiện một lần.
work-link-name = Tên nhà in
work-link-days = Dùng được mấy ngày (1–60)
work-link-downloads = Mỗi tệp được tải mấy lần (1–20)
work-link-made = Đường dẫn cho nhà in
# $name (String) - who gets it
# $until (String) - a day
work-link-made-advice = Gửi cho { $name } ngay bây giờ: trang này không hiện lại đường dẫn. Dùng được đến { $until }.

## Why something is refused

work-refused-certificate = Giấy chứng nhận không còn hiệu lực, hoặc đang bị tạm dừng, nên không cấp tem.
work-refused-quantity = Số tem không đúng: một lô có từ 1 đến 16.777.216 tem.
work-refused-stamp = Không có tem này trong lô. Hãy ghi số in trên tem, mã ngắn, hoặc đường dẫn khi quét mã.
work-refused-range = Lô không có tem này.
work-refused-declaration = Ngày hoặc số lô không đúng: xem lại ngày sản xuất và hạn sử dụng.
work-refused-too-small = Máy in không in được tem cỡ này: chọn cỡ lớn hơn hoặc độ phân giải khác.
work-refused-profile = Không in được như vậy: xem lại cỡ tem, độ phân giải và tem bắt đầu.
work-refused-pins = Lô này có mã PIN mà máy in văn phòng không làm được lớp cào: hãy chọn PDF cho nhà in.
work-refused-no-size = Hãy ghi cỡ tem, ví dụ 40x25.
work-refused-not-received = Trong đó có tem chưa xác nhận đã nhận từ nhà in: bấm "Đã nhận tem" trước, kẻo quét ra sẽ báo tem chưa kích hoạt.
work-refused-sheet = Lệnh in không có tờ này.
work-refused-reason = Lô này đã tạo tệp rồi: hãy chọn vì sao in lại. Tem bị mất thì hủy, không in lại.
work-refused-revoked = Lô này đã bị hủy nên không in nữa.
work-refused-state = Lệnh in đã ở trạng thái khác. Hãy tải lại trang.
work-refused-many = Có quá nhiều việc đang chờ. Hãy hủy bớt hoặc đợi.
work-refused-link = Hãy ghi tên, số ngày từ 1 đến 60 và số lần tải từ 1 đến 20.
work-refused-still-runs = Giấy chứng nhận còn hiệu lực và chưa có giấy mới thay, nên không hủy tất cả.
work-refused-used-since = Số tem chưa dùng đã thay đổi. Hãy xem lại.

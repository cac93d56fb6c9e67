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
work-proposed = Đã gửi đề nghị. Cán bộ sẽ duyệt; kết quả hiện ở trang này.
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
work-changed-since = Bạn vừa sửa nên chưa đặt gì cả. Hãy xem lại, rồi bấm nút một lần nữa.
work-request-print = Tạo tệp in luôn
work-request-print-later = Chưa, chọn sau
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
work-plan-old = Giấy chứng nhận cũ còn { $unused } tem chưa dùng: dùng hết, hoặc hủy khi giấy cũ hết hạn.
work-unused = Tem chưa dùng
# $stamps (String) - how many
work-unused-submit = Hủy { $stamps } tem
# $stamps (String) - how many
# $ranges (String) - the first of them
work-unused-ranges = { $stamps } tem chưa ghi là đã dán: { $ranges }
work-unused-note = Hủy rồi không lấy lại được. Hàng đã dán mà chưa ghi "Dán tem hôm nay" cũng sẽ quét ra đã hủy: hãy ghi trước.
# $until (String) - the last valid day
work-unused-in-force = Giấy chứng nhận này còn hiệu lực: các tem này còn dùng được đến { $until }.
work-look-again = Xem lại cho đúng rồi bấm lần nữa.

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
# $batch (String) - its number
work-back-to-batch = Về lô { $batch }
work-kind = Cách in
work-kind-own = tự in
work-kind-house = nhà in
work-kind-house-pin = nhà in, có mã PIN
# $producer (String) - the producer's name
work-acts-for = Của { $producer }. Bạn đang làm thay cơ sở này.
work-issued = Đã cấp lô tem. Bây giờ hãy tạo tệp để in.
work-issued-files = Đã cấp lô tem, tệp để in đang được tạo.
work-issued-alone = Đã cấp lô tem, nhưng chưa tạo được lệnh in. Hãy tạo tệp để in ở dưới đây.
work-approve-no-files = Không tạo được tệp để in như đã đề nghị: duyệt thì cơ sở phải tự tạo lệnh in.
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
work-received-submit = Xác nhận đã nhận
# $count (String) - how many
# $first (String) - a stamp's number
# $last (String) - a stamp's number
work-received-seen = Sẽ ghi đã nhận { $count } tem, từ { $first } đến { $last }. Xem lại cho đúng rồi bấm lần nữa.
work-received-done = Đã ghi nhận tem đã nhận.
work-stamped = Dán tem hôm nay
work-stamped-advice = Ghi tem đầu và tem cuối đã dán.
work-stamped-submit = Ghi lại
# $count (String) - how many
# $first (String) - a stamp's number
# $last (String) - a stamp's number
work-stamped-seen = { $count } tem, từ { $first } đến { $last }. Xem lại rồi bấm lần nữa.
# $used (String) - stamps
work-stamped-before = Trong đó { $used } tem đã ghi là đã dán: số lô và ngày mới sẽ thay số cũ.
# $void (String) - stamps
work-some-void = Trong đó { $void } tem đã hủy: đừng dán những tem đó, quét ra sẽ báo đã hủy.
work-stamped-done = Đã ghi số tem đã dán.
work-void = Hủy tem hỏng, mất
work-void-advice = Hủy rồi không lấy lại được: tem quét ra sẽ báo đã hủy.
work-void-submit = Hủy các tem này
# $count (String) - how many
# $first (String) - a stamp's number
# $last (String) - a stamp's number
work-void-seen = Sẽ hủy hẳn { $count } tem, từ { $first } đến { $last }. Xem lại cho đúng rồi bấm lần nữa.
# $used (String) - stamps
work-void-used = Trong đó { $used } tem đã ghi là đã dán: hàng đang bán sẽ quét ra đã hủy.
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

## Files

work-print-jobs = Tệp để in
work-print = Tạo tệp để in
# $job (String) - its number
work-print-job = Lệnh in { $job }
print-state-waiting = Đang chờ
print-state-running = Đang tạo
print-state-done = Đã xong
print-state-cancelled = Đã dừng
print-state-deleted = Tệp đã xóa; có thể tạo lại
print-failure-disk-full = Dừng: máy chủ hết chỗ. Hãy báo đơn vị quản lý rồi bấm làm tiếp.
print-failure-not-now = Dừng: máy chủ chưa làm được lúc này. Hãy bấm làm tiếp sau vài phút.
print-failure-other-bytes = Dừng: tệp sẽ khác bản đã tạo trước. Hãy tạo lệnh in mới.
print-failure-failed = Dừng vì lỗi của hệ thống. Hãy báo đơn vị quản lý.
# $done (String) - stamps
# $stamps (String) - stamps
work-print-made = { $done }/{ $stamps } tem
# $until (String) - a day
work-print-kept = Giữ tệp đến { $until }
# $stamps (String) - stamps
work-print-stamps = { $stamps } tem
# $sheet (String) - its number
work-print-one-sheet = Chỉ tờ { $sheet }
# $at (String) - time and date
work-print-ordered-at = Đặt lúc { $at }
work-print-open = Mở lệnh in
# $more (Number) - files
work-print-more-files = Mở lệnh in (còn { $more } tệp)
work-print-job-title = Lệnh in
# $job (String) - its number
work-back-to-print-job = Về lệnh in { $job }
work-print-state = Tình trạng
work-print-sheet = Chỉ tờ
work-print-again-of = In lại của lệnh in
work-print-kept-until = Giữ tệp đến
work-print-again = In lại
# $job (String) - its number
# $what (String) - what it is printed as
work-print-again-advice = Lệnh in { $job }: { $what }. In lại đúng những tem đó, đúng cỡ đó. Tem bị mất thì hủy, không in lại.
work-print-cancel = Dừng lệnh in
work-print-delete = Xóa tệp
work-print-resume = Làm tiếp
work-print-make-again = Tạo lại tệp
work-print-ordered = Đã nhận lệnh in. Tải lại trang này để xem tiến độ.
work-print-cancelled = Đã dừng lệnh in; tệp, nếu có, đã xóa.
work-print-what = In thành
# $labels (Number) - on a sheet
# $product (String) - of a maker
work-print-on-sheets = PDF, giấy A4 { $labels } tem ({ $product })
# $maker (String) - of the printer
# $width (String) - in mm
# $height (String) - in mm
# $across (Number) - labels side by side
work-print-on-roll = { $maker }, cuộn tem { $width } × { $height } mm, { $across } tem một hàng
# $maker (String) - of the printer
work-print-on-own-roll = { $maker }, cuộn tem cỡ khác
work-print-custom = PDF, tờ tem cỡ khác
work-print-jsonl = JSON từng dòng, cho phần mềm
work-print-single = PDF, mỗi trang một tem, cho nhà in
work-print-press = PDF, tờ 325 × 480 mm, cho nhà in
work-print-svg = ZIP các tem SVG
work-print-png = ZIP các tem PNG
work-print-csv = Bảng CSV cho phần mềm in
work-print-label = Cỡ tem (mm)
work-print-label-hint = Rộng x cao, ví dụ 40x25. Chỉ cần cho nhà in, SVG, PNG, tờ hoặc cuộn cỡ khác.
work-print-dpi = Độ phân giải máy in (dpi)
work-print-dpi-hint = Ví dụ 203, 300, 600. Bỏ trống: máy in tem nhiệt 203, máy khác theo thiết lập chung.
work-print-begin-at = Bắt đầu ở ô thứ mấy của tờ đầu
work-print-begin-at-hint = Để dùng nốt tờ tem đã dùng dở; bỏ trống là ô thứ 1.
work-print-pin = Mã PIN
work-print-pin-usual = Cho nhà in: in. Máy in văn phòng: phải chọn một trong hai dòng dưới
work-print-pin-print = In mã PIN, tự phủ lớp cào
work-print-pin-leave-out = Không in mã PIN
work-print-more = Chỉnh lệch, tờ hoặc cuộn cỡ khác
work-print-offset-x = Dịch sang phải (mm)
work-print-offset-y = Dịch xuống (mm)
work-print-offset-hint = Đo trên trang căn chỉnh; số âm là sang trái, lên trên.
work-print-columns = Số cột
work-print-custom-hint = Năm ô dưới đây chỉ cần khi chọn "PDF, tờ tem cỡ khác".
work-print-rows = Số hàng
work-print-first = Góc tem đầu (mm)
work-print-first-hint = Từ mép trái x từ mép trên, ví dụ 5x13.
work-print-pitch = Bước tem (mm)
work-print-pitch-hint = Từ mép trái tem này đến mép trái tem sau x từ mép trên đến mép trên, ví dụ 40x21.
work-print-paper = Khổ giấy (mm)
work-print-paper-hint = Bỏ trống là A4 (210x297).
work-print-across = Số tem một hàng trên cuộn
work-print-roll-hint = Hai ô này chỉ cần khi chọn cuộn tem cỡ khác.
work-print-gap = Khe giữa hai tem (mm)
work-print-artwork = Hình riêng của cơ sở
work-print-no-artwork = Không có
# $job (String) - its number
work-print-artwork-of = Hình đã dùng ở lệnh in { $job }
work-print-new-artwork = Hình vừa gửi
work-print-artwork-hint = Chỉ với PDF và SVG; hình giữ nguyên màu, đặt cạnh mã.
work-print-artwork-size = Cỡ hình nhiều nhất (mm)
work-print-artwork-size-hint = Ví dụ 12x12. Bỏ trống: lớn nhất mà không mất chữ nào.
work-artwork = Thêm hình riêng của cơ sở
work-artwork-advice = Logo của bạn in cạnh mã. Không dùng logo OCOP chính thức nếu chưa được phép.
work-artwork-file = Tệp SVG hoặc PNG
work-artwork-hint = Nhiều nhất 512 KB. SVG chỉ có nét và màu trơn.
work-artwork-submit = Gửi hình
work-print-calibration = Tải trang căn chỉnh
work-print-sample = Hình dưới là mẫu: mã trên hình không phải tem thật.
work-print-only-sheet = Chỉ in lại tờ số
work-print-only-sheet-hint = Bỏ trống là in lại tất cả.
work-print-reason = Vì sao in lại
reprint-spoiled = Bản in hỏng, đã tiêu hủy
reprint-not-printed = Chưa in lần nào
reprint-other-format = In sang cỡ khác, bản cũ đã tiêu hủy
work-print-submit = Tạo tệp
# $field (String) - its label
work-print-wrong = Chưa đọc được ô "{ $field }". Hãy sửa ô đó.
work-link = Tạo đường dẫn cho nhà in
work-links = Đường dẫn cho nhà in
work-no-links = Chưa có đường dẫn nào.
# $link (String) - its number
# $name (String) - who has it
work-link-of = { $link } · { $name }
# $until (String) - time and date
work-link-works = Dùng được đến { $until }
# $until (String) - time and date
work-link-expired = Hết hạn từ { $until }
# $at (String) - time and date
work-link-revoked = Đã thu hồi lúc { $at }
# $downloads (Number) - of each file
work-link-times = Mỗi tệp được tải { $downloads } lần
# $file (String) - its name
# $at (String) - time and date
work-link-fetched = Đã tải { $file } lúc { $at }
work-link-not-fetched = Chưa tải tệp nào
work-link-revoke = Thu hồi đường dẫn
work-link-revoked-done = Đã thu hồi đường dẫn.
work-link-made-before = Đường dẫn này đã hiện một lần và không hiện lại. Nếu chưa gửi được, hãy thu hồi nó và tạo đường dẫn khác.
work-link-advice = Nhà in tải tệp bằng đường dẫn này, không cần tài khoản. Đường dẫn chỉ hiện một lần.
work-link-name = Tên nhà in
work-link-days = Dùng được mấy ngày (1–60)
work-link-downloads = Mỗi tệp được tải mấy lần (1–20)
work-link-made = Đường dẫn cho nhà in
# $name (String) - who gets it
# $until (String) - time and date
work-link-made-advice = Gửi cho { $name } ngay bây giờ: trang này không hiện lại đường dẫn. Dùng được đến { $until }.

## What waits for a second person

work-proposals-title = Đề nghị
work-proposals-advice = Những việc cần người thứ hai duyệt. Việc đang chờ ở trên.
work-no-proposals = Chưa có đề nghị nào.
work-proposal-title = Đề nghị
# $stamps (String) - how many
work-proposal-batch = Đặt { $stamps } tem
work-proposal-revocation = Thu hồi tem
work-proposal-annulment = Gỡ một lần thu hồi nhầm
work-proposal-compromise = Báo lộ khóa ký
work-proposal-waiting = Đang chờ duyệt
# $at (String) - time and date
work-proposal-approved = Đã duyệt lúc { $at }
# $stamps (String) - how many
# $at (String) - time and date
work-proposal-cut = Đã duyệt { $stamps } tem lúc { $at }
# $at (String) - time and date
# $reason (String) - of whoever dismissed it
work-proposal-dismissed = Không duyệt lúc { $at }: { $reason }
# $at (String) - time and date
work-proposal-dismissed-bare = Không duyệt lúc { $at }
# $at (String) - time and date
work-proposal-taken-back = Đã rút lại lúc { $at }
# $name (String) - who
# $at (String) - time and date
work-proposal-by = { $name } đề nghị lúc { $at }
work-approve = Duyệt
# $stamps (String) - how many were asked for
work-approve-quantity-hint = Đề nghị { $stamps } tem; có thể ghi ít hơn.
work-approved-done = Đã duyệt.
work-dismiss = Không duyệt
work-dismiss-reason = Lý do
work-dismiss-reason-hint = Người đề nghị sẽ đọc được.
work-take-back = Rút lại đề nghị
work-dismissed-done = Đã ghi. Đề nghị này không được thực hiện.

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
# $labels (Number) - on a sheet
work-refused-begin-at = Mỗi tờ chỉ có { $labels } ô: ghi ô bắt đầu từ 1 đến { $labels }.
work-refused-grid = Các tem như vậy không nằm gọn trên giấy: xem lại số cột, số hàng, góc tem đầu, bước tem và khổ giấy.
work-refused-not-fewer = Số tem duyệt phải từ 1 đến số đã đề nghị.
work-refused-no-reason = Hãy ghi lý do: người đề nghị sẽ đọc được.
work-refused-settled = Đề nghị này đã được xử lý. Hãy tải lại trang.
work-refused-one-person = Người đề nghị không tự duyệt được: phải là người khác.
work-refused-artwork = Không đọc được hình: hãy gửi tệp SVG (chỉ nét và màu trơn) hoặc PNG.
work-refused-artwork-large = Hình quá lớn: nhiều nhất 512 KB.
work-refused-artwork-format = Hình riêng chỉ in được với PDF và SVG.
work-refused-artwork-room = Tem không đủ chỗ cho hình cỡ này: chọn hình nhỏ hơn hoặc tem lớn hơn.
work-refused-off-paper = Dịch như vậy thì mã ra ngoài giấy: máy in chỉ lệch vài mm.
# $field (String) - its label
work-refused-idle-field = Kiểu in này không dùng ô "{ $field }". Hãy để trống ô đó, hoặc chọn kiểu khác.
work-refused-idle = Có ô không dùng được với kiểu in này. Hãy để trống ô đó, hoặc chọn kiểu khác.

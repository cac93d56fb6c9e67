### The public log in plain words: its entries, and what an audit found.

## What an entry says, in one line

# $origin (String) - the log's origin
entry-log-opened = Mở sổ { $origin }
# $origin (String) - of the new log
# $before (String) - of the log before it
entry-log-continued = Mở sổ { $origin } với khóa mới, tiếp theo sổ { $before }
# $key (String) - its number
# $body (String) - the issuing office
# $until (String) - last day on which it signs
entry-key-added = Thêm khóa ký { $key } của { $body }, ký đến { $until }
# $key (String) - its number
entry-key-retired = Ngừng dùng khóa ký { $key }; tem đã ký vẫn có hiệu lực
# $key (String) - its number
# $position (String) - the first position whose batches are revoked
entry-key-compromised = Khóa ký { $key } bị lộ: các lô tem cấp từ vị trí { $position } trở đi bị thu hồi
# $certificate (String) - the service's number
# $stars (String) - that it gives
# $decision (String) - number of the decision
# $until (String) - last valid day
entry-certificate-recorded = Ghi chứng nhận { $certificate }: { $stars } sao, theo { $decision }, đến { $until }
# $certificate (String) - the service's number
# $stars (String) - that it gives
# $decision (String) - number of the decision
# $until (String) - last valid day
entry-certificate-corrected = Sửa chứng nhận { $certificate }: { $stars } sao, theo { $decision }, đến { $until }
# $certificate (String) - the service's number
# $until (String) - last valid day now
# $reason (String) - why
entry-certificate-ended = Chứng nhận { $certificate } kết thúc sớm ngày { $until }: { $reason }
# $batch (String) - its number
# $quantity (String) - of stamps
# $certificate (String) - the service's number
entry-batch-issued = Cấp lô tem { $batch }: { $quantity } tem cho chứng nhận { $certificate }
# $stamps (String) - which
entry-range-activated = Kích hoạt { $stamps }
# $stamps (String) - which
# $made (String) - the day or days of production
entry-range-declared = Cơ sở khai về { $stamps }
    .made = Cơ sở khai về { $stamps }: sản xuất { $made }
# $target (String) - what it hits
# $reason (String) - why
entry-revoked = Thu hồi { $target }: { $reason }
# $target (String) - what it hits
# $reason (String) - why
entry-suspended = Tạm dừng { $target }: { $reason }
# $position (String) - of the entry that it takes back
entry-lifted = Gỡ tạm dừng ở mục { $position }
# $position (String) - of the entry that it takes back
entry-annulled = Hủy việc thu hồi nhầm ở mục { $position }
# $words (String) - one of those above
# $decision (String) - number of the decision
# $date (String) - of the decision
# $body (String) - that took it
entry-by-decision = { $words } (theo { $decision } ngày { $date }, { $body })

## What is revoked, suspended or declared

# $certificate (String) - the service's number
target-certificate = mọi tem của chứng nhận { $certificate }
# $batch (String) - its number
target-batch = cả lô tem { $batch }
# $batch (String) - its number
# $place (String) - of the stamp
target-stamp = tem { $batch }/{ $place }
# $batch (String) - its number
# $from (String) - first place
# $to (String) - last place
target-range = tem { $batch }/{ $from } đến { $batch }/{ $to }
# $producer (String) - the service's number
target-producer = mọi tem của chủ thể { $producer }, cả tem cấp sau
# $key (String) - its number
target-key = mọi tem ký bằng khóa { $key }, cả tem cấp sau

## What an audit found

# $origin (String) - the log's origin
# $size (String) - entries
audit-sound = Sổ { $origin } đúng: { $size } mục, chữ ký, mọi tệp và mọi quy tắc đều khớp.
# $root (String) - in base64
audit-root = Giá trị gốc: { $root }
# $time (String) - in UTC
audit-cosigned = Ký kèm thời gian lúc { $time }: đến lúc đó, đây là toàn bộ sổ.
audit-not-cosigned = Không có chữ ký kèm thời gian: không chứng minh được sổ mới đến lúc nào.
# $size (String) - entries
audit-continues = Sổ nối tiếp đúng { $size } mục đã thấy lần trước. Từ đó đến nay:
audit-all = Trong toàn bộ sổ:
# $origin (String) - the origin of a log that is continued
# $size (String) - entries
audit-continues-log = Sổ nối tiếp { $origin }, đã đóng với { $size } mục; các mục đó cũng đã được kiểm tra.
# $key (String) - a verifier key
audit-continued-by = Sổ này đã đóng, các mục sau đó chưa được kiểm tra: có sổ mới nối tiếp với khóa khác. Hãy hỏi cơ quan xem có đúng là khóa của họ không, rồi kiểm tra với --vkey { $key }
# $count (String) - entries
audit-entries = { $count } mục
# $keys (String) - added
# $ended (String) - retired or compromised
audit-keys = khóa ký: thêm { $keys }, ngừng hoặc bị lộ { $ended }
# $recorded (String) - certificates
# $corrected (String) - certificates
# $ended (String) - certificates
audit-certificates = chứng nhận: ghi { $recorded }, sửa { $corrected }, kết thúc sớm { $ended }
# $batches (String) - issued
# $stamps (String) - in them
audit-issued = đã cấp: { $batches } lô, { $stamps } tem
# $activated (String) - ranges
# $declared (String) - ranges
audit-ranges = kích hoạt { $activated } đoạn tem, khai báo { $declared } đoạn
# $count (String) - entries
audit-revoked = thu hồi: { $count } mục
# $count (String) - entries
audit-suspended = tạm dừng: { $count } mục
# $count (String) - entries
audit-lifted = gỡ bỏ (tạm dừng, thu hồi nhầm): { $count } mục
# $index (String) - place of the entry in it
# $origin (String) - the log's origin
# $size (String) - entries under the checkpoint
receipt-proves = Biên nhận đúng: mục này đứng ở vị trí { $index } trong sổ { $origin }, khi sổ có { $size } mục.
# $key (String) - the log's verifier key
audit-key-on-trust = Khóa của sổ lấy từ chính nơi công bố sổ. Hãy giữ lại, lần sau thêm: --vkey { $key }

## The log as a page

log-title = Sổ cấp tem công khai
# $size (String) - entries
log-advice = { $size } mục, mới nhất trước. Ai cũng kiểm tra được sổ này, không ai xóa hay sửa lén được.
log-all = Tất cả
log-revoked = Thu hồi
log-suspended = Tạm dừng
log-lifted = Gỡ bỏ
log-issued = Cấp tem
log-certificates = Chứng nhận
log-none = Không có mục nào như vậy ở phần này của sổ.
# $position (String) - of the entry
log-receipt = mục { $position }, biên nhận
log-older = Các mục cũ hơn
log-newest = Về mục mới nhất
log-feed = Theo dõi (Atom)
# Before the positions of entries, on a stamp's page.
log-of-stamp = Mục trong sổ cấp tem công khai:

## A folder brought forward

# $before (String) - entries that it had
# $now (String) - entries that it has
forward-done = Sổ công khai ở đây có { $before } mục, nay đủ { $now } mục như đã công bố. Những gì bị thu hồi vẫn bị thu hồi.
# $now (String) - entries that it has
forward-nothing = Sổ công khai ở đây đã đủ { $now } mục như đã công bố.
# $count (String) - of certificates
forward-without-record = { $count } chứng nhận có trong sổ công khai nhưng không có hồ sơ ở đây: trang của chúng chỉ hiện những gì sổ công khai ghi.
forward-private = Phần không công bố (hồ sơ, tài khoản, nhật ký công việc) của những mục mới lấy về không khôi phục được.

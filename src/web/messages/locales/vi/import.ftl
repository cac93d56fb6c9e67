### What an import of the register says of a table, cell by cell: what is wrong, and what would be done.

## Places

# $sheet (String) - the sheet's name
# $column (String) - letters
# $row (Number) - as the spreadsheet counts
# $heading (String) - the column's header
place-cell = Trang tính { $sheet }, ô { $column }{ $row } ({ $heading })
# $sheet (String) - the sheet's name
# $row (Number) - as the spreadsheet counts
# $heading (String) - the header of a column that the table lacks
place-row-of = Trang tính { $sheet }, hàng { $row } ({ $heading })
# $sheet (String) - the sheet's name
# $row (Number) - as the spreadsheet counts
place-row = Trang tính { $sheet }, hàng { $row }
# $sheet (String) - the sheet's name
# $column (String) - letters
place-column = Trang tính { $sheet }, cột { $column }
# $sheet (String) - the sheet's name
place-sheet = Trang tính { $sheet }

grade-bad = LỖI
grade-doubtful = Cần xem lại
grade-note = Ghi nhận

## What is wrong with a table

no-header = Không tìm thấy hàng tiêu đề. Hàng tiêu đề cần có cột Tên sản phẩm và ít nhất hai cột quen thuộc khác; xem bảng mẫu (--template).
no-register = Trang này có hàng tiêu đề nhưng không có cột Hạng sao, Số QĐ hay Số GCN, nên không phải danh sách chứng nhận. Hãy thêm các cột đó. Trang nào không cần đọc thì ẩn đi trong Excel: bấm chuột phải vào tên trang, chọn Ẩn (Hide).
sheet-passed-by = Bỏ qua trang này, vì không có cột Hạng sao, Số QĐ hay Số GCN. Nếu đây là danh sách chứng nhận, hãy thêm các cột đó; nếu không phải thì không cần làm gì.
sheet-without-header = Không đọc trang này, vì không nhận ra hàng tiêu đề nào. Nếu đây là danh sách chứng nhận, hãy thêm hàng tiêu đề như trong bảng mẫu (--template); nếu không phải thì không cần làm gì.
sheet-hidden = Không đọc trang này, vì trang đang bị ẩn. Nếu cần đọc, hãy bấm chuột phải vào tên một trang trong Excel, chọn Bỏ ẩn (Unhide); nếu không thì không cần làm gì.
# $encoding (String) - as UniKey calls it
# $fonts (String) - some that have it
other-encoding = Chữ trên trang này gõ bằng bảng mã { $encoding } (phông { $fonts }), không phải Unicode, nên không đọc được.
# $count (Number) - how many
# $encoding (String) - as UniKey calls it
# $fonts (String) - some that have it
# $rows (String) - the first of them
other-encoding-in-rows = { $count } hàng có chữ gõ bằng bảng mã { $encoding } (phông { $fonts }), không phải Unicode, nên không đọc được: hàng { $rows }.
# $text (String) - as it stands
other-encoding-example = Ví dụ: “{ $text }”.
# $encoding (String) - as UniKey calls it
other-encoding-how = Hãy sao chép phần chữ đó, mở công cụ Chuyển mã của UniKey (Ctrl+Shift+F6), chọn bảng mã nguồn { $encoding }, bảng mã đích Unicode, đánh dấu “Chuyển mã clipboard”, bấm “Chuyển mã”, dán trở lại bảng, đổi sang phông Times New Roman, rồi nhập lại.
no-rows = Dưới hàng tiêu đề không có chứng nhận nào.
# $heading (String) - the missing column
column-missing = Thiếu cột { $heading }. Hãy thêm cột này, có thể đặt ở bất cứ vị trí nào.
# $heading (String) - the missing column
# $count (Number) - rows that need it
# $rows (String) - the first of them
# $expected (String) - what should stand there
column-missing-for-rows = Thiếu cột { $heading }, cần cho { $count } hàng (hàng { $rows }). Hãy thêm cột này, có thể đặt ở bất cứ vị trí nào, và ghi { $expected }.
# $read (String) - letters of the column that is read
column-twice = Cột này trùng ý nghĩa với cột { $read }. Chỉ đọc cột { $read }.
# $heading (String) - as it stands
column-unknown = Không hiểu cột “{ $heading }”. Bỏ qua cột này.
# $count (Number) - how many
# $rows (String) - the first of them
rows-hidden = { $count } hàng đang bị ẩn (do bộ lọc, hoặc do ẩn bằng tay) vẫn được đọc: hàng { $rows }. Hàng nào không muốn nhập, hãy xóa khỏi bảng.
# $columns (String) - their letters
columns-hidden = Cột đang bị ẩn vẫn được đọc: { $columns }. Cột nào không muốn nhập, hãy xóa khỏi bảng.
# $text (String) - of the row
row-skipped = Không phải chứng nhận: “{ $text }”. Bỏ qua hàng này.

## What is wrong with a cell

# $expected (String) - what should stand there
missing = Ô trống, nhưng bắt buộc phải có. Cần ghi { $expected }.
# $cell (String) - as it stands
# $expected (String) - what should stand there
unreadable = Không đọc được “{ $cell }”. Cần ghi { $expected }.
# $expected (String) - what should stand there
unreadable-private = Không đọc được ô này. Cần ghi { $expected }.
# $day (String) - as it stands
day-out-of-range = Ngày { $day } quá sớm hoặc quá muộn: chứng nhận trong hệ thống phải hết hạn trong các năm từ 2020 đến 2198. Hãy kiểm tra lại năm.
# $characters (Number) - how long it is
# $most (Number) - how long it may be
too-long = Dài { $characters } ký tự, tối đa { $most }. Hãy viết ngắn lại, hoặc chuyển nội dung sang đúng cột.
# $here (Number) - how many here
# $contents (Number) - how many net contents
variants-disagree = Có { $here } giá trị, nhưng cột quy cách có { $contents }. Ghi đủ cho từng quy cách theo cùng thứ tự, cách nhau bằng dấu chấm phẩy; ghi dấu “-” nếu không có.
# $count (Number) - how many
# $contents (String) - all of them
contents-taken-apart = Hiểu là { $count } quy cách: { $contents }. Nếu chỉ là một quy cách, hãy ghi lại, không dùng dấu phẩy để ngăn cách.
# $content (String) - as it stands
perhaps-several = “{ $content }” được đọc là một quy cách. Nếu là nhiều quy cách, hãy ghi cách nhau bằng dấu chấm phẩy, hoặc mỗi quy cách một dòng trong ô.
# $former (String) - the name in the table
# $province (String) - today's
# $code (String) - today's
former-province = Hiện nay không còn tỉnh nào tên là “{ $former }”. Hiểu là { $province } (mã { $code }).
# $province (String) - where the commune lies
commune-elsewhere = Mã xã này thuộc { $province }, không thuộc tỉnh ghi ở cột tỉnh. Hãy sửa một trong hai.
# $row (Number) - the other row
twice = Trùng chứng nhận với hàng { $row } nhưng nội dung khác nhau. Hãy giữ một hàng, hoặc sửa cho giống nhau.
# $number (Number) - the service's
number-unknown = Hệ thống không có chứng nhận số { $number }. Hãy để trống ô này nếu là chứng nhận mới.
# $number (String) - on paper
replaces-unknown = Không tìm thấy GCN số { $number }. Vẫn ghi chứng nhận này, không gắn với chứng nhận cũ.
# $number (String) - on paper
replaces-several = Có nhiều GCN cùng số { $number }. Vẫn ghi chứng nhận này, không gắn với chứng nhận cũ.
withdrawal-incomplete = Ghi là thu hồi nhưng thiếu số quyết định, ngày hoặc lý do. Hãy ghi đủ cả ba.
end-incomplete = Ghi là chấm dứt trước hạn, nên cột “Có giá trị đến” phải là một ngày sớm hơn ngày hết hạn đã ghi.
# $day (String) - last valid day
expired-but-runs = Lý do thu hồi là hết hạn, nhưng chứng nhận còn hiệu lực đến { $day }. Hãy ghi đúng lý do.
holder-ambiguous = Trong tỉnh có nhiều chủ thể cùng tên. Hãy ghi mã số thuế để phân biệt.
# $file (String) - its name
# $error (String) - what is wrong
picture-refused = Không dùng được ảnh { $file }: { $error }.
picture-outside-the-folder = ảnh phải nằm trong thư mục ảnh (mặc định là thư mục của bảng) hoặc thư mục con của nó
picture-not-there = không có tệp này trong thư mục ảnh (--pictures)
# $similar (String) - a file that is there
picture-similar = không có tệp này, nhưng có { $similar }; hãy ghi đúng tên đó
# $error (String) - the operating system's words
picture-not-readable = không mở được tệp ({ $error })
# $most (Number) - in megabytes
picture-too-large = tệp quá lớn, tối đa { $most } MB
picture-is-none = không phải ảnh PNG hoặc JPEG đọc được; ảnh HEIC của điện thoại cần lưu lại thành JPEG
picture-too-detailed = ảnh quá nhiều chi tiết, không thu nhỏ được; hãy chọn ảnh đơn giản hơn
picture-not-sent = ảnh không được gửi kèm bảng
# $error (String) - why
text-refused = Nội dung này không ghi được vào sổ công khai: { $error }.
text-too-long = dài quá 200 byte (một chữ có dấu chiếm 2 hoặc 3 byte). Hãy viết ngắn lại
text-empty = ô trống. Hãy ghi nội dung
text-control-character = có ký tự điều khiển không nhìn thấy. Hãy xóa ô rồi gõ lại
text-not-nfc = chữ và dấu bị tách rời (Unicode tổ hợp). Hãy xóa ô rồi gõ lại bằng Unicode dựng sẵn
text-misspelt = sai dạng quy định. Hãy kiểm tra lại
register-full = Hệ thống đã dùng hết số cho chứng nhận. Không ghi thêm được chứng nhận mới.

## What should be looked at

# $kind (String) - DN, HTX …
kind-from-name = Chưa ghi loại hình. Hiểu theo tên chủ thể là { $kind }.
# $level (String) - huyện, tỉnh …
level-from-issuer = Chưa ghi cấp. Hiểu theo tên cơ quan là cấp { $level }.
# $group (String) - its name
group-of-its-day = Số nhóm đã đổi nghĩa. Theo quy định tại ngày quyết định, hiểu là { $group }.
zero-put-back = Excel đã làm mất số 0 ở đầu. Đã thêm lại.
# $day (String) - last valid day
last-day-counted = Chưa ghi ngày hết hạn. Tính theo quy định là { $day }.
four-until-confirmed = Chỉ ghi tiềm năng 5 sao. Ghi là 4 sao cho đến khi trung ương công nhận.
# $text (String) - the office's words
# $choices (String) - the list
reason-in-own-words = Lý do “{ $text }” không thuộc danh mục, nên ghi là “Khác”. Danh mục: { $choices }. Nếu thu hồi vì an toàn thực phẩm, hãy ghi “an toàn thực phẩm” để người quét tem được cảnh báo.
withdrawn-by-other = Cơ quan thu hồi không phải cơ quan đã cấp. Vẫn ghi như trong bảng.
still-withdrawn = Bảng ghi còn hiệu lực, nhưng trong sổ đã thu hồi. Không thay đổi; muốn hủy việc thu hồi, hãy dùng lệnh lift.
over-by-date = Bảng ghi còn hiệu lực, nhưng theo ngày thì đã hết hạn. Không thay đổi.
# $content (String) - net content
variant-kept = Quy cách “{ $content }” không còn trong bảng. Vẫn giữ, vì có thể đã in tem.
# $known (String) - as it stands
spelled-better = Viết không dấu. Giữ cách viết đã có: “{ $known }”.
nothing-to-pack = Chưa có quy cách nào, nên chưa cấp được tem cho sản phẩm này.
# $found (Number) - the certificate that it is
number-disagrees = Hàng này là chứng nhận số { $found } trong hệ thống, không phải số ghi ở đây. Hãy sửa hoặc để trống ô này.
# $content (String) - net content
variant-twice = Quy cách “{ $content }” ghi hai lần. Hãy giữ một.
# $known (String) - the name that is known
holder-other-name = Mã số thuế này đã có, với tên “{ $known }”. Ghi cho cùng chủ thể đó; nếu là chủ thể khác, hãy sửa mã số thuế.
# $certificate (Number) - that has it
paper-number-known = Đã có GCN cùng số của chủ thể này hoặc của sản phẩm cùng tên: chứng nhận số { $certificate } trong hệ thống. Vẫn ghi là chứng nhận mới; nếu chỉ sửa chứng nhận cũ, hãy ghi số đó vào cột “Số trong hệ thống”.
withdrawal-taken-back = Việc thu hồi này đã ghi vào sổ và đã được hủy. Không ghi lại.
# $known (String) - number of the decision
withdrawn-by-other-decision = Chứng nhận đã bị thu hồi theo Quyết định { $known }. Không thay đổi.
# $reason (String) - in the table's words
reason-understood = Sẽ ghi vào sổ công khai với lý do: { $reason }.
# $decision (String) - its number
# $day (String) - of the decision
# $body (String) - that took it
# $reason (String) - in the table's words
withdrawal-understood = Sẽ ghi vào sổ công khai, không xóa được: thu hồi theo Quyết định { $decision } ngày { $day } của { $body }, lý do: { $reason }. Hãy đối chiếu với quyết định.
# $decision (String) - its number
# $day (String) - of the decision
# $body (String) - that took it
# $from (String) - the day of effect
# $reason (String) - in the table's words
withdrawal-understood-from = Sẽ ghi vào sổ công khai, không xóa được: thu hồi theo Quyết định { $decision } ngày { $day } của { $body }, có hiệu lực từ { $from }, lý do: { $reason }. Hãy đối chiếu với quyết định.
# $decision (String) - its number
# $day (String) - of the decision
# $body (String) - that took it
# $reason (String) - in the table's words
end-understood = Sẽ ghi vào sổ công khai, không xóa được: chấm dứt trước hạn theo Quyết định { $decision } ngày { $day } của { $body }, lý do: { $reason }. Hãy đối chiếu với quyết định.
# $day (String) - of the certificate's decision
withdrawn-before = Quyết định thu hồi ghi ngày sớm hơn quyết định công nhận ({ $day }). Hãy sửa một trong hai ngày.
# $day (String) - of the withdrawal's decision
withdrawn-in-the-future = Quyết định thu hồi ghi ngày { $day }, là ngày chưa đến. Hãy sửa ngày quyết định; nếu quyết định đã ký nhưng thu hồi từ một ngày sau này, hãy ghi thêm “hiệu lực từ ngày …”.
# $day (String) - last valid day
runs-by-date = Bảng ghi là không còn hiệu lực, nhưng theo quyết định thì chứng nhận còn hiệu lực đến { $day }. Được ghi là còn hiệu lực. Nếu đã thu hồi hoặc chấm dứt trước hạn, hãy ghi rõ ở cột Trạng thái.
suspension-not-entered = Việc tạm dừng không nhập bằng bảng. Cán bộ kiểm tra ghi bằng lệnh suspend.
withdrawal-without-status = Có quyết định, ngày hoặc lý do thu hồi, nhưng cột Trạng thái không ghi “Thu hồi” hay “Chấm dứt trước hạn”. Hãy ghi rõ trạng thái, hoặc xóa các ô thu hồi.
# $day (String) - the date in the decision's cell
dates-disagree = Ô số quyết định ghi ngày { $day }, khác với cột ngày quyết định. Hãy sửa cho giống nhau.
# $day (String) - of the decision
ends-before-it-begins = Ngày ghi ở cột “Có giá trị đến” phải sau ngày quyết định ({ $day }). Hãy sửa một trong hai ngày.
# $paper (String) - number of the certificate before
# $day (String) - its last valid day
older-in-force = Sản phẩm này còn một chứng nhận cũ, GCN số { $paper }, có giá trị đến { $day }. Cả hai chứng nhận vẫn còn hiệu lực. Nếu chứng nhận này thay thế chứng nhận cũ, hãy ghi { $paper } vào cột “Thay thế GCN số”.
# $day (String) - its last valid day
older-in-force-without-number = Sản phẩm này còn một chứng nhận cũ, chưa ghi số GCN, có giá trị đến { $day }. Cả hai chứng nhận vẫn còn hiệu lực. Nếu chứng nhận này thay thế chứng nhận cũ, hãy bổ sung số GCN của chứng nhận cũ rồi ghi số đó vào cột “Thay thế GCN số”.
# $paper (String) - number of the newer certificate
# $day (String) - its last valid day
newer-in-force = Sản phẩm này đã có chứng nhận mới hơn, GCN số { $paper }, có giá trị đến { $day }. Cả hai chứng nhận vẫn còn hiệu lực. Nếu chứng nhận mới hơn thay thế chứng nhận này, hãy ghi số GCN của chứng nhận này vào cột “Thay thế GCN số” ở hàng của chứng nhận mới hơn, rồi nhập lại hàng đó.
# $day (String) - its last valid day
newer-in-force-without-number = Sản phẩm này đã có chứng nhận mới hơn, chưa ghi số GCN, có giá trị đến { $day }. Cả hai chứng nhận vẫn còn hiệu lực. Nếu chứng nhận mới hơn thay thế chứng nhận này, hãy ghi số GCN của chứng nhận này vào cột “Thay thế GCN số” ở hàng của chứng nhận mới hơn, rồi nhập lại hàng đó.
# $gtin (String) - as given
# $product (String) - that has it
# $producer (String) - who holds that
gtin-elsewhere = Mã GTIN { $gtin } đã ghi cho sản phẩm khác: “{ $product }” của { $producer }. Mỗi mã chỉ dùng cho một sản phẩm. Vẫn ghi như trong bảng; hãy kiểm tra lại.
# $gtin (String) - as given
gtin-twice = Mã GTIN { $gtin } ghi cho hai quy cách của cùng sản phẩm này. Mỗi mã chỉ dùng cho một quy cách. Vẫn ghi như trong bảng; hãy kiểm tra lại.
# $product (String) - that has it
# $producer (String) - who holds that
code-elsewhere = Mã này đã ghi cho sản phẩm của chủ thể khác: “{ $product }” của { $producer }. Vẫn ghi thành hai sản phẩm; hãy kiểm tra lại.
ditto = Ô này ghi như hàng trên (“nt”, “như trên” hoặc dấu lặp lại ″, //), nhưng mỗi hàng được đọc riêng. Hãy ghi đầy đủ nội dung.
looks-private = Có dãy số giống số điện thoại hoặc số căn cước ở cột ai cũng xem được. Nếu là thông tin riêng, hãy bỏ khỏi cột này.
looks-garbled = Trong ô có chữ giống như gõ bằng phông cũ (.VnTime, VNI-Times), không phải Unicode. Vẫn ghi như trong bảng; nếu đúng là phông cũ, hãy gõ lại bằng Unicode.
# $row (Number) - the first
same-row = Giống hệt hàng { $row }. Chỉ ghi một lần.
# $from (String) - what was recorded
# $to (String) - what is recorded instead
changed = Đang ghi “{ $from }”, sẽ thay bằng “{ $to }”.
changed-unsaid = Thông tin đang ghi được thay bằng thông tin trong bảng.
# $to (String) - what is recorded now
added = Bổ sung “{ $to }”; trước đây chưa ghi.
added-unsaid = Bổ sung thông tin trước đây chưa ghi.
newer-kept = Khác với thông tin theo chứng nhận mới nhất của chủ thể hoặc sản phẩm này, nên không ghi. Nếu cần sửa, hãy sửa ở hàng của chứng nhận mới nhất.
# $row (Number) - which row
# $sheet (String) - its sheet
rows-disagree = Khác với hàng { $row } (trang tính { $sheet }) của cùng chủ thể hoặc sản phẩm, có cùng ngày quyết định. Lấy theo hàng { $row }; hãy sửa cho hai hàng giống nhau.
waits-for-correction = Chưa ghi. Sau khi đính chính của chứng nhận này được duyệt, hãy nhập lại bảng để ghi thông tin này.
# $certificate (Number) - the service's
# $recorded (String) - number or day of its decision
probably-known = Có lẽ đây là chứng nhận số { $certificate } trong hệ thống (cùng sản phẩm, chủ thể và cơ quan ban hành), nhưng ô này trong hệ thống ghi “{ $recorded }”. Vẫn ghi là chứng nhận mới; nếu chỉ sửa chứng nhận cũ, hãy ghi số { $certificate } vào cột “Số trong hệ thống”.
# $row (Number) - the other row
# $recorded (String) - number or day of its decision
probably-the-same = Có lẽ là cùng một chứng nhận với hàng { $row } (cùng sản phẩm, chủ thể và cơ quan ban hành), nhưng ở đó ghi “{ $recorded }”. Vẫn ghi thành hai chứng nhận; nếu là một, hãy giữ một hàng.
# $row (Number) - the other row
paper-number-in-row = Trùng số GCN với hàng { $row }, cùng chủ thể hoặc cùng tên sản phẩm. Vẫn ghi thành hai chứng nhận; nếu là một, hãy giữ một hàng.
# $producer (String) - whose it is
tax-code-elsewhere = Mã số thuế này là của chủ thể khác: “{ $producer }”. Hãy sửa mã số thuế hoặc số trong hệ thống.
# $from (String) - what stands
# $to (String) - what the table says
correction = Đã ghi “{ $from }”, bảng ghi “{ $to }”. Không ghi đè; đưa vào danh sách chờ người thứ hai duyệt đính chính.
# $to (String) - what the table says
correction-of-nothing = Trước đây chưa ghi, bảng ghi “{ $to }”. Không ghi ngay; đưa vào danh sách chờ người thứ hai duyệt đính chính.

doubt-points-outside-band = Điểm không khớp với hạng sao.
doubt-issuer-level = Theo quy định tại ngày đó, hạng sao này do cấp khác công nhận.
doubt-level-was-gone = Vào ngày đó không còn cấp này.
doubt-valid-too-long = Thời hạn dài hơn 36 tháng kể từ ngày quyết định.
doubt-valid-shorter = Thời hạn ngắn hơn 36 tháng kể từ ngày quyết định.
doubt-before-the-programme = Quyết định có trước Chương trình OCOP (07/05/2018).
doubt-decided-in-the-future = Ngày quyết định ở tương lai.
doubt-upgrade-without-more-stars = Ghi là nâng hạng, nhưng số sao không cao hơn chứng nhận cũ.
doubt-replaces-other-product = Chứng nhận được thay thế là của sản phẩm khác.
doubt-replaces-later = Chứng nhận được thay thế có ngày quyết định không sớm hơn.
doubt-kind-and-replaced = Mới, công nhận lại hay nâng hạng không khớp với cột “Thay thế GCN số”.

## What a cell should hold

expected-text = văn bản không quá 200 ký tự
# $heading (String) - of the column, in Vietnamese as within a sentence
expected-named = { $heading }, không quá 200 ký tự
expected-replaces = số GCN của chứng nhận được thay thế, không quá 200 ký tự
expected-group = đúng một nhóm: I, II, III, IV, V, VI hoặc tên nhóm
expected-gtin = mã GTIN 8, 12, 13 hoặc 14 chữ số, đúng số kiểm tra; nhiều mã cách nhau bằng dấu chấm phẩy
expected-producer-kind = DN (doanh nghiệp), HTX (hợp tác xã), THT (tổ hợp tác), HKD (hộ kinh doanh, cơ sở sản xuất) hoặc Khác (UBND, ban quản lý, hội, cộng đồng, cá nhân)
expected-tax-code = mã số thuế 10 hoặc 13 chữ số, hoặc số đăng ký kinh doanh
expected-commune-code = mã xã hiện nay, 5 chữ số
expected-province-code = mã tỉnh hiện nay gồm 2 chữ số (ví dụ 38) hoặc tên tỉnh hiện nay (ví dụ Thanh Hóa); nếu cả bảng thuộc một tỉnh, có thể để trống cột này và thêm --province và mã tỉnh vào lệnh (ví dụ --province 38 là Thanh Hóa)
expected-points = điểm từ 0 đến 100
expected-stars = 3, 4 hoặc 5
expected-yes-no = Có hoặc Không
expected-kind = Mới, Công nhận lại hoặc Nâng hạng
expected-decision = số quyết định, ví dụ 5445/QĐ-UBND, kèm ngày nếu không có cột ngày riêng
expected-date = ngày theo dạng ngày/tháng/năm, ví dụ 23/12/2025
expected-issuer-level = Huyện, Tỉnh hoặc Trung ương
expected-status = Còn hiệu lực, Hết hạn, Chấm dứt trước hạn hoặc Thu hồi
expected-quota = số tem, ví dụ 20000
expected-certificate = số của chứng nhận trong hệ thống
expected-location-code = mã GLN 13 chữ số hoặc mã xã 5 chữ số
expected-listed = văn bản; nhiều mục cách nhau bằng dấu chấm phẩy
expected-picture = tên tệp ảnh PNG hoặc JPEG nằm cùng thư mục với bảng
expected-passed-by = không đọc
# $expected (String) - what should stand there
needed = Bắt buộc: { $expected }
# $expected (String) - what should stand there
private-to-office = Chỉ cơ quan xem: { $expected }

## The template and the report

guide-sheet = Hướng dẫn
guide-title = Mỗi chứng nhận một hàng, dưới hàng tiêu đề của trang OCOP. Thứ tự cột tùy ý; cột không cần thì bỏ.
# $count (Number) - certificates
report-read = Đọc được { $count } chứng nhận.
report-would = Nếu nhập bảng này:
# $recorded (Number) - certificates
# $unchanged (Number) - certificates
# $corrections (Number) - certificates
# $withdrawn (Number) - certificates
# $ended (Number) - certificates
report-certificates = Chứng nhận: ghi mới { $recorded }, không đổi { $unchanged }, chờ duyệt đính chính { $corrections }, thu hồi { $withdrawn }, chấm dứt { $ended }.
# $producers (Number)
# $products (Number)
report-parties = Chủ thể có thông tin mới: { $producers }. Sản phẩm có thông tin mới: { $products }.
# $bad (Number) - cells
report-refused = Chưa nhập gì: còn { $bad } chỗ có lỗi. Sửa rồi chạy lại.
report-dry-run = Đây là chạy thử, chưa nhập gì.
report-imported = Đã nhập.
report-nothing-new = Không có gì mới.
# $first (String) - position
# $last (String) - position
report-log = Vị trí trong sổ công khai: từ { $first } đến { $last }.
# $index (String) - position
report-log-one = Vị trí trong sổ công khai: { $index }.
# $hidden (Number) - findings
report-more = … và { $hidden } mục khác; xem đủ bằng --all hoặc --json.
# $count (Number) - findings
# $column (String) - letters
# $rows (String) - the first of their rows
report-same-in-column = … và { $count } mục khác như vậy ở cột { $column }: hàng { $rows }
# $count (Number) - findings
# $rows (String) - the first of their rows
report-same = … và { $count } mục khác như vậy: hàng { $rows }
report-grouped = Các mục giống nhau đã được gộp lại; xem từng mục bằng --all hoặc --json.
corrections-how = Duyệt bằng lệnh correction approve, bỏ bằng lệnh correction dismiss, kèm số chứng nhận.
no-corrections = Không có đính chính nào chờ duyệt.
# $certificate (String) - its number
# $product (String) - its name
# $producer (String) - who holds it
# $by (String) - who
# $date (String) - when
correction-waits = Chứng nhận { $certificate } ({ $product }, { $producer }), { $by } đề nghị ngày { $date }:

# $heading (String) - the column
# $from (String) - what stands
# $to (String) - what would stand
correction-change = { $heading }: “{ $from }” thành “{ $to }”
# $heading (String) - the column
# $to (String) - what would stand
correction-change-of-nothing = { $heading }: chưa ghi, sẽ ghi “{ $to }”
# $decision (String) - its number
# $day (String) - its day
# $body (String) - that took it
correction-decided = Theo Quyết định { $decision } ngày { $day } của { $body }

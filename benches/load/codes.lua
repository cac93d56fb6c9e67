-- Asks for the codes of a file in turn, each thread from a place of its own. Environment: CODES (a file, a code a
-- line), ACCEPT, CLOSE=1 for a new connection a request, ETAG to ask again what is known.
local codes, threads = {}, 0
for line in io.lines(os.getenv("CODES")) do codes[#codes + 1] = line end
local headers = { Accept = os.getenv("ACCEPT") or "*/*" }
if os.getenv("CLOSE") == "1" then headers["Connection"] = "close" end
if os.getenv("ETAG") then headers["If-None-Match"] = os.getenv("ETAG") end

function setup(thread)
  thread:set("turn", threads * 7919)
  threads = threads + 1
end

function request()
  turn = turn + 1
  return wrk.format("GET", "/" .. codes[turn % #codes + 1], headers)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"micros":%d,"bytes":%d,"status":%d,"socket":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, summary.bytes, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end

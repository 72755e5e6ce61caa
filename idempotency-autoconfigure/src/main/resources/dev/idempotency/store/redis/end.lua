-- Ends an execution that still holds its key: completes, fails or releases it. The layout is RecordCodec's.
-- KEYS: the record. ARGV: owner and token as they stand in the record, new status, attempt as it stands in the record,
-- ms until the key is free, ms until the record expires, what comes after the payload digest.
-- Answers 1, or 0 if the key is not held, or minus the format (minus 256: none) of a record that cannot be read.
local record = redis.call('GET', KEYS[1])
if not record then
  return 0
end
if #record < 62 or not string.find(record, '^\1[RDFX]') then
  return -(string.byte(record) or 256)
end
if string.sub(record, 2, 26) ~= 'R' .. ARGV[1] then
  return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local expires = now + ARGV[5]
local digestEnd = 61 + string.byte(record, 61)
redis.call('SET', KEYS[1],
    '\1' .. ARGV[2] .. string.sub(record, 3, 26) .. ARGV[3] .. string.sub(record, 31, 42)
        .. struct.pack('>I6I6I6', now + ARGV[4], now, expires) .. string.sub(record, 61, digestEnd) .. ARGV[6],
    'PXAT', string.format('%.0f', math.max(expires, now + 1000)))
return 1

-- Extends the lease of an execution that still holds its key. The layout is RecordCodec's.
-- KEYS: the record. ARGV: owner and token as they stand in the record, lease in ms.
-- Answers 1, or 0 if the key is not held, which is also true of a key under which something else stands by now:
-- one such key must not keep the others of the batch from being told.
local record = redis.pcall('GET', KEYS[1])
if type(record) == 'table' then
  return string.find(record.err, 'WRONGTYPE', 1, true) and 0 or record
end
if not record or #record < 62 or string.sub(record, 1, 26) ~= '\1R' .. ARGV[1] then
  return 0
end
local time = redis.call('TIME')
local leaseUntil = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2]
local expires = math.max(struct.unpack('>I6', record, 55), leaseUntil)
redis.call('SET', KEYS[1],
    string.sub(record, 1, 42) .. struct.pack('>I6I6I6', leaseUntil, 0, expires) .. string.sub(record, 61),
    'PXAT', string.format('%.0f', expires))
return 1

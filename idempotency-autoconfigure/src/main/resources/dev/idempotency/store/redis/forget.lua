-- Frees a key whoever holds it, and forgets its attempts. What stays is a tombstone, so that the next token is higher
-- than the last even if the clock steps back: for as long as the record would have lived, and a minute at least.
-- The layout is RecordCodec's. KEYS: the record.
-- Answers 1 if there was a record to be found, else 0, or minus the format (minus 256: none) of one that cannot be read.
local record = redis.call('GET', KEYS[1])
if not record then
  return 0
end
if #record < 62 or not string.find(record, '^\1[RDFX]') then
  return -(string.byte(record) or 256)
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local expires = struct.unpack('>I6', record, 55)
redis.call('SET', KEYS[1],
    '\1X' .. string.sub(record, 3, 42) .. struct.pack('>I6I6I6', now, now, now) .. '\0N',
    'PX', math.max(redis.call('PTTL', KEYS[1]), 60000))
return string.sub(record, 2, 2) ~= 'X' and expires > now and 1 or 0

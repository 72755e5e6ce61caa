-- Answers as find.lua does, but without the result, for lists of records: results may be large, and are not listed.
-- 316 bytes hold all that comes before it. The layout is RecordCodec's. KEYS: the record.
local record = redis.call('GETRANGE', KEYS[1], 0, 315)
if record == '' then
  return false
end
if #record < 62 or not string.find(record, '^\1[RDFX]') then
  return 'F' .. string.sub(record, 1, 1)
end
if string.sub(record, 2, 2) == 'F' then
  record = redis.call('GET', KEYS[1])
else
  record = string.sub(record, 1, 61 + string.byte(record, 61)) .. 'N'
end
local time = redis.call('TIME')
return struct.pack('>c1I6', 'B', time[1] * 1000 + math.floor(time[2] / 1000)) .. record

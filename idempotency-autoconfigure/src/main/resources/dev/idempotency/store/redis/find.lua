-- Answers the record with the time at which it was read. A script, because a plain GET could go to a replica and
-- would not tell the server's time. The layout is RecordCodec's. KEYS: the record.
local record = redis.call('GET', KEYS[1])
if not record then
  return false
end
if #record < 62 or not string.find(record, '^\1[RDFX]') then
  return 'F' .. string.sub(record, 1, 1)
end
local time = redis.call('TIME')
return struct.pack('>c1I6', 'B', time[1] * 1000 + math.floor(time[2] / 1000)) .. record

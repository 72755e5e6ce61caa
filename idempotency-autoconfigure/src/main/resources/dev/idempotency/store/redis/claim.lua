-- Claims a key, or answers what is in the way; then nothing is written. The layout is RecordCodec's.
-- KEYS: the record. ARGV: owner, lease in ms, retention in ms, payload digest.
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local record = redis.call('GET', KEYS[1])
local token, attempt, first = micros, 1, now
if record then
  if #record < 62 or not string.find(record, '^\1[RDFX]') then
    return 'F' .. string.sub(record, 1, 1)
  end
  local _, status, owner, oldToken, oldAttempt, oldFirst, _, blocked, _, expires =
      struct.unpack('>Bc1c16I8I4I6I6I6I6I6', record)
  if status ~= 'X' and blocked > now then
    if status == 'R' and owner == ARGV[1] then
      return struct.pack('>c1I8I4', 'G', oldToken, oldAttempt)
    end
    return struct.pack('>c1I6', 'B', now) .. record
  end
  token = math.max(oldToken + 1, micros)
  if status ~= 'D' and expires > now then
    attempt, first = oldAttempt + 1, oldFirst
  end
end
local expires = now + ARGV[3]
redis.call('SET', KEYS[1],
    struct.pack('>Bc1c16I8I4I6I6I6I6I6B', 1, 'R', ARGV[1], token, attempt, first, now, now + ARGV[2], 0, expires, #ARGV[4])
        .. ARGV[4] .. 'N',
    'PXAT', string.format('%.0f', math.max(expires, now + 1000)))
return struct.pack('>c1I8I4', 'G', token, attempt)

-- Answers a copy that this very server process was given, and that is neither too old nor expired: a process that was
-- started from a snapshot, or was a replica, may have lost that a key was forgotten. The layout is RedisRecordGate's.
-- KEYS: the copy. Answers the time and the copy, or which tombstone there is, or that there is nothing.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local copy = redis.pcall('GET', KEYS[1])
if type(copy) == 'string' then
  if #copy > 62 and string.sub(copy, 1, 2) == '\1D' then
    local run, keptAt, ends = struct.unpack('>c40I6I6', copy, 3)
    if keptAt <= now and now < ends and run == string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') then
      return struct.pack('>c1I6', 'D', now) .. string.sub(copy, 63)
    end
  elseif #copy == 18 and string.sub(copy, 1, 2) == '\1T' then
    return struct.pack('>c1I6', 'T', now) .. string.sub(copy, 3)
  end
end
return struct.pack('>c1I6', 'N', now)

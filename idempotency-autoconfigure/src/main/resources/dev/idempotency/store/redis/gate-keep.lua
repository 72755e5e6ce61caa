-- Keeps a copy, unless the key was forgotten since its sender asked, or it was under way for too long, or there is one of
-- a later execution. The layout is RedisRecordGate's.
-- KEYS: the copy. ARGV: the tombstone that its sender saw, or nothing; ms until the record expires; when it expires at the
-- latest; when the copy is too late; most ms that a copy answers; fencing token; the rest of the copy.
-- Answers 1, or 0 if it was not kept.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ends = math.min(now + ARGV[2], ARGV[3], now + ARGV[5])
if now > tonumber(ARGV[4]) or ends <= now then
  return 0
end
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if not run or #run ~= 40 then
  return redis.error_reply('ERR the server does not tell its run_id, by which copies from before a restart are known')
end
local copy = redis.pcall('GET', KEYS[1])
local tombstone = ''
if type(copy) == 'string' then
  if #copy == 18 and string.sub(copy, 1, 2) == '\1T' then
    tombstone = string.sub(copy, 3)
  elseif #copy > 62 and string.sub(copy, 1, 42) == '\1D' .. run
      and struct.unpack('>I8', copy, 55) > struct.unpack('>I8', ARGV[6]) then
    return 0
  end
end
if tombstone ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], struct.pack('>Bc1c40I6I6', 1, 'D', run, now, ends) .. ARGV[6] .. ARGV[7],
    'PXAT', string.format('%.0f', ends))
return 1

-- Moves the end of a lease that has not passed and is still its holder's: to a time from now, or to the past. The layout
-- is that of acquire.lua.
-- KEYS: the lock. ARGV: owner and token as they stand in the lock, lease from now in ms or 0 to end it, for how many ms the
-- token is remembered after the lease, channel of releases, name of the lock.
-- Answers 1, or 0 if the lock is not held, or -1 if something else stands under the key.
local lock = redis.call('GET', KEYS[1])
if not lock then
  return 0
end
if #lock ~= 33 or string.byte(lock) ~= 1 then
  return -1
end
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
if string.sub(lock, 2, 25) ~= ARGV[1] or struct.unpack('>I8', lock, 26) <= micros then
  return 0
end
local leaseUntil = 0
if tonumber(ARGV[2]) > 0 then
  leaseUntil = micros + ARGV[2] * 1000
end
redis.call('SET', KEYS[1], string.sub(lock, 1, 25) .. struct.pack('>I8', leaseUntil),
    'PX', string.format('%.0f', ARGV[2] + ARGV[3]))
if leaseUntil == 0 then
  -- Not allowed to everybody, and the lock is released all the same.
  redis.pcall('PUBLISH', ARGV[4], ARGV[5])
end
return 1

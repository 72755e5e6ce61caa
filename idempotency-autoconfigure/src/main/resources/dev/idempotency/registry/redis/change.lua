-- Changes the registered schedules of a namespace, if they are still of the version on which that was decided. Answers 1, or
-- 0 if it changed nothing.
-- KEYS: their hash. ARGV: the version, how many fields must not be there, how many must be there, how many are removed, then
-- these fields, then each field that is set and its value.
local key = KEYS[1]
if tonumber(redis.call('HGET', key, 'version') or '0') ~= tonumber(ARGV[1]) then
  return 0
end
local absent = 5
local present = absent + tonumber(ARGV[2])
local removed = present + tonumber(ARGV[3])
local set = removed + tonumber(ARGV[4])
for i = absent, present - 1 do
  if redis.call('HEXISTS', key, ARGV[i]) == 1 then
    return 0
  end
end
for i = present, removed - 1 do
  if redis.call('HEXISTS', key, ARGV[i]) == 0 then
    return 0
  end
end
for i = removed, set - 1 do
  redis.call('HDEL', key, ARGV[i])
end
for i = set, #ARGV, 2 do
  redis.call('HSET', key, ARGV[i], ARGV[i + 1])
end
redis.call('HINCRBY', key, 'version', 1)
return 1

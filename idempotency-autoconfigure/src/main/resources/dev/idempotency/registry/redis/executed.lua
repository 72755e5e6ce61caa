-- Counts a run of a registered schedule, and keeps its latest fire. Answers 1, or 0 if there is no such schedule.
-- KEYS: the hash of the schedules. ARGV: the field of the schedule, of its runs, of its latest fire, the fire in milliseconds.
local key = KEYS[1]
if redis.call('HEXISTS', key, ARGV[1]) == 0 then
  return 0
end
redis.call('HINCRBY', key, ARGV[2], 1)
if tonumber(redis.call('HGET', key, ARGV[3]) or '-1') < tonumber(ARGV[4]) then
  redis.call('HSET', key, ARGV[3], ARGV[4])
end
return 1

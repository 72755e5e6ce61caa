-- Adds what a node has counted to a slot, which is a hash: its fields are numbers of calls and of hits, and times of last
-- hits in milliseconds. The slot is kept for a while after it was last added to.
-- KEYS: the slot. ARGV: for how many seconds it is kept, how many fields follow to add to, then each of them and what is
-- added, then each field of a time and the time.
local sums = tonumber(ARGV[2])
for i = 3, 2 + sums * 2, 2 do
  redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1])
end
for i = 3 + sums * 2, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1

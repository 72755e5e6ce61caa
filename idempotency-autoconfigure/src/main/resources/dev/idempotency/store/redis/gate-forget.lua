-- Puts a tombstone in the place of a copy: what is under way to be kept does not find the state it saw, and is refused.
-- The layout is RedisRecordGate's. KEYS: the copy. ARGV: the tombstone, ms that it stands.
redis.call('SET', KEYS[1], '\1T' .. ARGV[1], 'PX', ARGV[2])
return 1

-- Grants a lock, or answers how long somebody holds it yet; then nothing is written. An owner that has it already sent its
-- request twice, as clients do when a connection breaks, and has won.
-- A lock is the byte 1, its owner (16 bytes), its token and the end of its lease in microseconds since the epoch, 0 once it
-- was released (8 bytes each, big-endian). It stays for a while after its lease, so that the next token is greater than
-- its own whatever the clock says.
-- KEYS: the lock. ARGV: owner, lease in ms, for how many ms the token is remembered after the lease.
-- Answers the token, or minus what remains of the lease in microseconds, or 0 if something else stands under the key.
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local lock = redis.call('GET', KEYS[1])
local token = micros
if lock then
  if #lock ~= 33 or string.byte(lock) ~= 1 then
    return 0
  end
  local _, owner, last, leaseUntil = struct.unpack('>Bc16I8I8', lock)
  if leaseUntil > micros then
    if owner == ARGV[1] then
      return last
    end
    return micros - leaseUntil
  end
  token = math.max(last + 1, micros)
end
redis.call('SET', KEYS[1], struct.pack('>Bc16I8I8', 1, ARGV[1], token, micros + ARGV[2] * 1000),
    'PX', string.format('%.0f', ARGV[2] + ARGV[3]))
return token

-- Renews a lease that has not ended. KEYS: leases.
-- ARGV: incarnation, how long (ms), most incarnations to return.
-- Returns when it ends ('-1' if it has ended), and incarnations whose lease has ended.
local at = now()
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or tonumber(score) <= at then
  return { '-1' }
end
local ends = text(at + ARGV[2])
redis.call('ZADD', KEYS[1], ends, ARGV[1])
local result = { ends }
for _, ended in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text(at), 'LIMIT', 0, ARGV[3])) do
  result[#result + 1] = ended
end
return result

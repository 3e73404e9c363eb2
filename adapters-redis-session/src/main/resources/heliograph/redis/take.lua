-- Takes a lease for a new incarnation. KEYS: leases, life of this data.
-- ARGV: incarnation, how long (ms), a name for this data should it have none yet.
-- Returns when the lease ends (epoch ms by Redis's clock), and the data's name.
local ends = text(now() + ARGV[2])
redis.call('ZADD', KEYS[1], ends, ARGV[1])
redis.call('SET', KEYS[2], ARGV[3], 'NX')
return { ends, redis.call('GET', KEYS[2]) }

-- Saves a session by compare-and-set on its version, which its JSON begins with.
-- KEYS: the session. ARGV: expected version, version, JSON, when Redis may drop it (epoch ms).
-- Returns 1 for saved, 0 for stale. What is no session of ours counts as none.
local head = redis.pcall('GETRANGE', KEYS[1], 0, 39)
local stored = type(head) == 'string' and string.match(head, '^{"version":(%d+),')
if stored and stored == ARGV[2] and redis.call('GET', KEYS[1]) == ARGV[3] then
  return 1
end
-- Where nothing is stored, a record was lost: who took a session over would have written one.
if stored and stored ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[3], 'PXAT', ARGV[4])
return 1

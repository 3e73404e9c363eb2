-- Ends the hold of an incarnation whose lease has ended, on some of its sessions in a room.
-- KEYS: members, by since, held by the incarnation.
-- ARGV: incarnation, most sessions, channel, room.
-- Returns how many sessions it still holds there.
local gone = { [ARGV[1]] = true }
for _, session in ipairs(redis.call('SPOP', KEYS[3], ARGV[2])) do
  release(KEYS[1], KEYS[2], session, gone, ARGV[3], ARGV[4])
end
return redis.call('SCARD', KEYS[3])

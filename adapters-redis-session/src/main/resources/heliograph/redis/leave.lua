-- Ends the hold of a node's incarnations on a session in a room.
-- KEYS: members, by since, held by each incarnation.
-- ARGV: session, channel, room, then each incarnation.
local session = ARGV[1]
local gone = {}
for i = 4, #ARGV do
  gone[ARGV[i]] = true
  redis.call('SREM', KEYS[i - 1], session)
end
release(KEYS[1], KEYS[2], session, gone, ARGV[2], ARGV[3])
return 1

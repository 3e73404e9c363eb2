-- Notes that an incarnation has members in a room, so that others find them when it is gone.
-- KEYS: the incarnation's rooms. ARGV: the last moment to do so (epoch ms by Redis's clock), room.
-- Returns 1, or -1 if its lease has ended.
if now() > tonumber(ARGV[1]) then
  return -1
end
redis.call('SADD', KEYS[1], ARGV[2])
return 1

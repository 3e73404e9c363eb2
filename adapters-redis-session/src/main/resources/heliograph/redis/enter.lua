-- Puts a session into a room, held by one incarnation of a node in place of its former ones.
-- KEYS: members, by since, held by the incarnation, held by each former one.
-- ARGV: the last moment to do so (epoch ms by Redis's clock), incarnation, session, user, since,
--   what to tell others it came at ('now': Redis's time; '': tell nobody), channel, room,
--   then each former incarnation.
-- Returns 1 if it came, 0 if it was there, -1 if the incarnation's lease has ended.
if now() > tonumber(ARGV[1]) then
  return -1
end
local incarnation, session, at = ARGV[2], ARGV[3], ARGV[6]
local gone = { [incarnation] = true }
for i = 9, #ARGV do
  gone[ARGV[i]] = true
  redis.call('SREM', KEYS[i - 5], session)
end
local member = parse(redis.call('HGET', KEYS[1], session))
local came = not member
local holders = incarnation
if member then
  local others = without(member.holders, gone)
  if others ~= '' then
    holders = others .. ',' .. incarnation
  end
else
  member = { since = ARGV[5], user = ARGV[4] }
end
redis.call('SADD', KEYS[3], session)
redis.call('HSET', KEYS[1], session, value(holders, member))
if not came then
  return 0
end
redis.call('ZADD', KEYS[2], member.since, session)
if at == 'now' then
  at = text(now())
end
if at ~= '' then
  tell(ARGV[7], 'joined', at, session, member.user, ARGV[8])
end
return 1

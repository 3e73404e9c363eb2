-- Lists a room. KEYS: members, by since. ARGV: most members.
-- Returns the count of all, then session and value of those longest there.
local result = { tostring(redis.call('HLEN', KEYS[1])) }
if tonumber(ARGV[1]) < 1 then
  return result
end
for _, session in ipairs(redis.call('ZRANGE', KEYS[2], 0, ARGV[1] - 1)) do
  local value = redis.call('HGET', KEYS[1], session)
  if value then
    result[#result + 1] = session
    result[#result + 1] = value
  end
end
return result

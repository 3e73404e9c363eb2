-- A member's value has three lines: who holds it (incarnations of nodes, separated by commas),
-- since when it is there, its user. What does not look so is taken for nobody.
local function parse(value)
  if type(value) ~= 'string' then
    return nil
  end
  local holders, since, user = string.match(value, '^([^\n]+)\n(%-?%d+)\n([^\n]+)$')
  if not holders then
    return nil
  end
  return { holders = holders, since = since, user = user }
end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function text(number)
  return string.format('%.0f', number)
end

-- The holders but for those that are keys of `gone`; '' for none.
local function without(holders, gone)
  local left = {}
  for holder in string.gmatch(holders, '[^,]+') do
    if not gone[holder] then
      left[#left + 1] = holder
    end
  end
  return table.concat(left, ',')
end

local function value(holders, member)
  return holders .. '\n' .. member.since .. '\n' .. member.user
end

local function tell(channel, kind, at, session, user, room)
  redis.call('PUBLISH', channel, table.concat({ kind, at, session, user, room }, '\n'))
end

-- Ends some incarnations' hold on a session, which has left when no hold is left.
local function release(members, bySince, session, gone, channel, room)
  local stored = redis.call('HGET', members, session)
  local member = parse(stored)
  if member then
    local holders = without(member.holders, gone)
    if holders ~= '' then
      redis.call('HSET', members, session, value(holders, member))
      return
    end
    tell(channel, 'left', text(now()), session, member.user, room)
  end
  redis.call('HDEL', members, session)
  redis.call('ZREM', bySince, session)
end

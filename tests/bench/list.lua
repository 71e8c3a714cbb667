-- Random places in the list: the same work for page and floor, never the same page twice in a row. The requests are made
-- before the measurement, because wrk shares the machine with what it measures.
local requests, at = {}, 0
function init(args)
  math.randomseed(os.time())
  for i = 1, 2000 do
    local day = os.date("%Y-%m-%d", os.time({year = 2026, month = 12, day = 1}) + 86400 * math.random(0, 290))
    local path = "/linan/mediation/disputes?view=open&after=" .. day .. "." .. (100000000000 + math.random(1, 90000))
    requests[i] = wrk.format("GET", path)
  end
end
function request()
  at = at % #requests + 1
  return requests[at]
end

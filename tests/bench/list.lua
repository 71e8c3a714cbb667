-- Random places in the list: the same work for page and floor, never the same page twice in a row.
math.randomseed(os.time())
request = function()
  local day = os.date("%Y-%m-%d", os.time({year = 2026, month = 12, day = 1}) + 86400 * math.random(0, 290))
  return wrk.format("GET", "/linan/mediation/disputes?view=open&after=" .. day .. "." .. (100000000000 + math.random(1, 90000)))
end

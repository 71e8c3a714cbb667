-- One prepared form after the other, each sent once: address, cookie and body from the file that is named.
local lines, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do lines[#lines + 1] = line end
end
function request()
  at = at % #lines + 1
  local path, cookie, body = lines[at]:match("^(.-)\t(.-)\t(.*)$")
  return wrk.format("POST", path, {["Cookie"] = cookie, ["Content-Type"] = "application/x-www-form-urlencoded"}, body)
end

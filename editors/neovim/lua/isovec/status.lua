--- What the server last said of itself and of its index, in a few words.
local M = {}

local told = { phase = "off", server = nil, index = nil }

local function fire(event)
  vim.api.nvim_exec_autocmds("User", { pattern = event, modeline = false })
end

local function changed()
  vim.cmd("redrawstatus!")
  fire("IsovecStatus")
end

---@param phase "off" | "starting" | "running" | "ended"
function M.enter(phase)
  told = { phase = phase }
  vim.schedule(changed)
end

M.handlers = {
  ["experimental/serverStatus"] = function(_, params)
    told.server = params
    vim.schedule(changed)
  end,
  ["index/didChange"] = function(_, params)
    local before = told.index
    told.index = params
    vim.schedule(changed)
    if before and before.generation == params.generation then return end
    vim.schedule(function() fire("IsovecIndexChanged") end)
  end,
}

--- The server's last sentence, for whoever wants more than the status line has room for.
---@return string
function M.message()
  return told.server and told.server.message or ""
end

---@return string
function M.text()
  local server, index = told.server, told.index
  if told.phase == "off" then return "" end
  if told.phase == "ended" then return "isovec: ended" end
  if server and server.health ~= "ok" then return "isovec: " .. server.health end
  if index and index.state == "failed" then return "isovec: error" end
  if index and index.state == "embedding" and index.chunks > 0 then
    return ("isovec: %d%%"):format(math.floor(100 * index.embedded / index.chunks))
  end
  if server == nil or not server.quiescent then return "isovec: …" end
  return "isovec"
end

return M

--- Semantic code search in Neovim (0.7.2 or newer) over the Embedding Server Protocol.
---   require("isovec").setup{}
--- docs/editors/neovim.md describes the commands.
local hits = require("isovec.hits")
local picker = require("isovec.picker")
local server = require("isovec.server")
local status = require("isovec.status")

local M = {}

---@class isovec.Options
---@field cmd? string[] how the server is started; default { "isovec", "serve", "--stdio" }
---@field root? string folder to search; default the nearest one above that holds .git or isovec.json, else the current one
---@field autostart? boolean whether the server starts on its own where such a folder was found; default true
---@field limit? integer how many hits a search gives; default 30
---@field init_options? table keys of isovec.json that win over the file's
local defaults = { cmd = { "isovec", "serve", "--stdio" }, autostart = true, limit = 30 }

local options = defaults

local function to_quickfix(title)
  return function(error, result)
    if error then return vim.notify("Isovec: " .. server.sentence(error), vim.log.levels.ERROR) end
    if #result.hits == 0 then return vim.notify("Isovec: nothing found.") end
    hits.to_quickfix(title, result.hits)
  end
end

--- Hits for a question go to the quickfix list.
---@param question string
function M.search(question)
  server.request("search/query", { query = question, limit = options.limit }, to_quickfix("Isovec: " .. question))
end

--- Opens a window that answers while one types.
function M.pick()
  picker.open(function(question, answer)
    return server.request("search/query", { query = question, limit = options.limit }, answer)
  end)
end

--- What is written like the lines of the current buffer goes to the quickfix list.
---@param first integer counted from 1
---@param last integer inclusive
function M.similar(first, last)
  local lines = vim.api.nvim_buf_get_lines(0, first - 1, last, false)
  server.request("search/similar", {
    textDocument = { uri = vim.uri_from_bufnr(0) },
    range = { start = { line = first - 1, character = 0 }, ["end"] = { line = last, character = 0 } },
    -- The buffer may hold what is not saved.
    text = table.concat(lines, "\n"),
    limit = options.limit,
  }, to_quickfix(("Isovec: like %s:%d-%d"):format(vim.fn.expand("%:."), first, last)))
end

--- The code action "Find similar code", of `vim.lsp.buf.code_action()` on a selection.
local function run_similar(command)
  local params = vim.tbl_extend("force", command.arguments[1], { limit = options.limit })
  server.request("search/similar", params, to_quickfix("Isovec: like the selection"))
end

--- A few words for the status line: `set statusline+=%{v:lua.require'isovec'.status()}`.
---@return string
function M.status()
  return status.text()
end

--- @param given? isovec.Options
function M.setup(given)
  options = vim.tbl_extend("force", defaults, given or {})
  server.configure(vim.tbl_extend("force", options, { commands = { ["isovec.similar"] = run_similar } }))
  vim.api.nvim_create_user_command("IsovecSearch", function(command)
    if command.args == "" then M.pick() else M.search(command.args) end
  end, { nargs = "*", desc = "Search code by meaning; without a question, while typing" })
  vim.api.nvim_create_user_command("IsovecSimilar", function(command)
    M.similar(command.line1, command.line2)
  end, { range = true, desc = "Find code written like these lines" })
end

return M

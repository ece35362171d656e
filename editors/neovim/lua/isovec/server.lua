--- The one server of this Neovim, started by its own language client.
local status = require("isovec.status")

local M = {}

local options
local client_id
--- Requests that came before the server had answered `initialize`; nil once it has.
local waiting

--- An error of the server in one or two sentences.
---@return string
function M.sentence(error)
  local remedy = type(error.data) == "table" and error.data.remedy
  return remedy and (error.message .. " " .. remedy) or error.message
end

local function marked_folder()
  local folder = vim.fn.getcwd()
  while true do
    for _, mark in ipairs({ ".git", "isovec.json" }) do
      if vim.loop.fs_stat(folder .. "/" .. mark) then return folder end
    end
    local above = vim.fn.fnamemodify(folder, ":h")
    if above == folder then return nil end
    folder = above
  end
end

local function is_below(path, root)
  return vim.startswith(path, root:gsub("/$", "") .. "/")
end

--- Attached to the buffers of files, the client reports what is saved and answers `vim.lsp.buf.workspace_symbol`.
local function attach(buffer, root)
  if vim.bo[buffer].buftype ~= "" then return end
  if is_below(vim.api.nvim_buf_get_name(buffer), root) then vim.lsp.buf_attach_client(buffer, client_id) end
end

local function attach_to_files(root)
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) then attach(buffer, root) end
  end
  vim.api.nvim_create_autocmd({ "BufReadPost", "BufNewFile", "BufFilePost" }, {
    group = vim.api.nvim_create_augroup("IsovecAttach", { clear = true }),
    callback = function(event)
      if client_id then attach(event.buf, root) end
    end,
  })
end

local function start()
  if client_id then return end
  local root = options.root and vim.fn.fnamemodify(options.root, ":p") or marked_folder() or vim.fn.getcwd()
  waiting = {}
  status.enter("starting")
  local config = {
    name = "isovec",
    cmd = options.cmd,
    root_dir = root,
    init_options = options.init_options,
    handlers = status.handlers,
    commands = options.commands,
    on_init = function()
      status.enter("running")
      local late = waiting
      waiting = nil
      for _, send in ipairs(late) do send() end
      vim.schedule(function() attach_to_files(root) end)
    end,
    on_exit = function()
      client_id = nil
      waiting = nil
      status.enter("ended")
    end,
  }
  -- start_client is deprecated from 0.11 on, and start attaches the current buffer before that.
  if vim.fn.has("nvim-0.11") == 1 then
    client_id = vim.lsp.start(config, { attach = false })
  else
    client_id = vim.lsp.start_client(config)
  end
  if not client_id then status.enter("ended") end
end

---@param given isovec.Options
function M.configure(given)
  options = given
  -- A home folder must not be indexed because Neovim was started in it.
  if options.autostart and (options.root or marked_folder()) then start() end
end

--- Asks the server, starting it when it does not run.
---@param answer fun(error?: table, result?: table)
---@return fun() cancel after which answer is not called any more
function M.request(method, params, answer)
  assert(options, 'require("isovec").setup{} comes first')
  start()
  local client = client_id and vim.lsp.get_client_by_id(client_id)
  if not client then
    answer({ message = ("The server did not start: %s."):format(table.concat(options.cmd, " ")) })
    return function() end
  end
  local cancelled, request = false, nil
  local function send()
    if cancelled then return end
    local _, id = client.request(method, params, function(error, result)
      if not cancelled then answer(error, result) end
    end)
    request = id
  end
  if waiting then table.insert(waiting, send) else send() end
  return function()
    if not cancelled and request then client.cancel_request(request) end
    cancelled = true
  end
end

return M

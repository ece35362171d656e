--- A search that answers while one types: a prompt, the hits below it, the marked hit's text beside them.
local hits = require("isovec.hits")
local server = require("isovec.server")

local M = {}

local typing_pause_ms = 150
local marks = vim.api.nvim_create_namespace("isovec")

local function window(buffer, row, col, width, height, focus)
  local place = { relative = "editor", row = row, col = col, width = width, height = height }
  local opened = vim.api.nvim_open_win(
    buffer,
    focus,
    vim.tbl_extend("error", place, { style = "minimal", border = "single", focusable = focus })
  )
  vim.wo[opened].wrap = false
  vim.wo[opened].winhighlight = "NormalFloat:Normal,FloatBorder:Normal"
  return opened
end

local function scratch(lines)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.bo[buffer].bufhidden = "wipe"
  if lines then vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines) end
  return buffer
end

--- The picker that is open, for tests and for mappings of one's own.
M.current = nil

---@param ask fun(question: string, answer: fun(error?: table, result?: table)): fun() asks, and gives how to cancel
function M.open(ask)
  if M.current then M.current.close() end
  local width, height = math.floor(vim.o.columns * 0.9), math.max(6, math.floor(vim.o.lines * 0.8) - 6)
  local row, col = math.floor((vim.o.lines - height - 6) / 2), math.floor((vim.o.columns - width) / 2)
  local left = math.floor(width * 0.45)
  local prompt, list, preview = scratch(), scratch(), scratch()
  local picker = { hits = {}, marked = 1, message = "" }
  local list_window = window(list, row + 3, col, left, height, false)
  local preview_window = window(preview, row + 3, col + left + 2, width - left - 2, height, false)
  local prompt_window = window(prompt, row, col, width, 1, true)
  local timer = vim.loop.new_timer()
  local cancel, follow

  local function show()
    local hit = picker.hits[picker.marked]
    local lines = vim.tbl_map(function(each)
      return ("%s  %s"):format(hits.place_of(each), hits.line_of(each))
    end, picker.hits)
    vim.api.nvim_buf_set_lines(list, 0, -1, false, hit and lines or { picker.message })
    vim.api.nvim_buf_set_lines(preview, 0, -1, false, hit and vim.split(hit.preview, "\n", { plain = true }) or {})
    vim.api.nvim_buf_clear_namespace(list, marks, 0, -1)
    vim.api.nvim_buf_clear_namespace(preview, marks, 0, -1)
    if not hit then return end
    vim.api.nvim_win_set_cursor(list_window, { picker.marked, 0 })
    vim.api.nvim_buf_add_highlight(list, marks, "Visual", picker.marked - 1, 0, -1)
    local line = math.min(hit.line - hit.range.start.line, vim.api.nvim_buf_line_count(preview) - 1)
    vim.api.nvim_win_set_cursor(preview_window, { line + 1, 0 })
    vim.api.nvim_buf_add_highlight(preview, marks, "Search", line, 0, -1)
    -- Highlighting only: a file type set by name would start language servers for a buffer that is no file.
    vim.bo[preview].syntax = hit.language
  end

  local function question()
    return vim.trim(vim.api.nvim_buf_get_lines(prompt, 0, 1, false)[1] or "")
  end

  local function search()
    if cancel then cancel() end
    cancel = ask(question(), function(error, result)
      if M.current ~= picker then return end
      picker.hits = error and {} or result.hits
      picker.marked = math.max(1, math.min(picker.marked, #picker.hits))
      picker.message = error and server.sentence(error) or "Nothing found."
      show()
    end)
  end

  local function typed()
    if cancel then cancel() end
    timer:stop()
    picker.marked = 1
    if question() == "" then
      picker.hits, picker.message = {}, ""
      return show()
    end
    timer:start(typing_pause_ms, 0, vim.schedule_wrap(function()
      if M.current == picker then search() end
    end))
  end

  function picker.close()
    if M.current ~= picker then return end
    M.current = nil
    if cancel then cancel() end
    timer:close()
    vim.api.nvim_del_autocmd(follow)
    vim.cmd("stopinsert")
    for _, each in ipairs({ prompt_window, list_window, preview_window }) do
      if vim.api.nvim_win_is_valid(each) then vim.api.nvim_win_close(each, true) end
    end
  end

  function picker.move(step)
    if #picker.hits == 0 then return end
    picker.marked = (picker.marked - 1 + step) % #picker.hits + 1
    show()
  end

  function picker.accept(how)
    local hit = picker.hits[picker.marked]
    if not hit then return end
    picker.close()
    hits.open(hit, how)
  end

  function picker.to_quickfix()
    if #picker.hits == 0 then return end
    local title = "Isovec: " .. question()
    picker.close()
    hits.to_quickfix(title, picker.hits)
  end

  local keys = {
    ["<CR>"] = function() picker.accept() end,
    ["<C-x>"] = function() picker.accept("split") end,
    ["<C-v>"] = function() picker.accept("vsplit") end,
    ["<C-q>"] = picker.to_quickfix,
    ["<Down>"] = function() picker.move(1) end,
    ["<C-n>"] = function() picker.move(1) end,
    ["<Up>"] = function() picker.move(-1) end,
    ["<C-p>"] = function() picker.move(-1) end,
    ["<Esc>"] = picker.close,
    ["<C-c>"] = picker.close,
  }
  for key, act in pairs(keys) do vim.keymap.set({ "i", "n" }, key, act, { buffer = prompt }) end
  vim.api.nvim_create_autocmd({ "TextChanged", "TextChangedI" }, { buffer = prompt, callback = typed })
  vim.api.nvim_create_autocmd("BufLeave", { buffer = prompt, callback = picker.close })
  -- What is found grows while the index is built.
  follow = vim.api.nvim_create_autocmd("User", {
    pattern = "IsovecIndexChanged",
    callback = function()
      if question() ~= "" and not timer:is_active() then search() end
    end,
  })
  M.current = picker
  vim.cmd("startinsert")
end

return M

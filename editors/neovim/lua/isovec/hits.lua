--- Hits of a search as Neovim shows places.
local M = {}

--- The line that shows best why a hit was found.
---@return string
function M.line_of(hit)
  local lines = vim.split(hit.preview, "\n", { plain = true })
  return vim.trim(lines[hit.line - hit.range.start.line + 1] or "")
end

--- `path:line`, as short as the current folder allows.
---@return string
function M.place_of(hit)
  return ("%s:%d"):format(vim.fn.fnamemodify(vim.uri_to_fname(hit.uri), ":."), hit.line + 1)
end

function M.to_quickfix(title, hits)
  local items = vim.tbl_map(function(hit)
    return { filename = vim.uri_to_fname(hit.uri), lnum = hit.line + 1, col = 1, text = M.line_of(hit) }
  end, hits)
  vim.fn.setqflist({}, " ", { title = title, items = items })
  vim.cmd("botright copen")
end

---@param how? string command that opens a file; default edit
function M.open(hit, how)
  -- What was jumped from can be jumped back to.
  vim.cmd("normal! m'")
  vim.cmd(("%s %s"):format(how or "edit", vim.fn.fnameescape(vim.uri_to_fname(hit.uri))))
  vim.api.nvim_win_set_cursor(0, { math.min(hit.line + 1, vim.api.nvim_buf_line_count(0)), 0 })
  vim.cmd("normal! zz")
end

return M

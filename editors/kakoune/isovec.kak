# Semantic code search in Kakoune: docs/editors/kakoune.md. Kakoune speaks no language server's protocol by itself, so
# this asks the command line, in the folder that the session was started in.

declare-option -docstring "shell words that call isovec, options of `isovec search` at their end" \
    str isovec_command 'isovec search'

define-command isovec-search -params .. -docstring %{
    isovec-search [question]: places that answer a question, or the selection, in the buffer *isovec*; <ret> jumps
} %{ evaluate-commands %sh{
    if [ $# -eq 0 ]; then
        set -- "${kak_selection}"
    fi
    folder=$(mktemp -d "${TMPDIR:-/tmp}"/kak-isovec.XXXXXXXX)
    mkfifo "${folder}/fifo"
    (
        # A hit begins with a brace, \173: alone it would end nothing that Kakoune began. What the question holds cannot
        # pass for a hit, as JSON escapes its quotes.
        if ${kak_opt_isovec_command} --json -- "$*" 2>"${folder}/complaint" >"${folder}/answer"; then
            tr '\173' '\n' <"${folder}/answer" |
                sed -n 's/^"path":"\([^"]*\)".*"line":\([0-9]*\).*/\1:\2/p' |
                while IFS= read -r place; do
                    printf '%s:1:%s\n' "${place}" "$(sed -n "${place##*:}p" "${place%:*}")"
                done
        else
            cat "${folder}/complaint"
        fi >"${folder}/fifo"
    ) >/dev/null 2>&1 </dev/null &

    printf %s\\n "evaluate-commands -try-client '${kak_opt_toolsclient}' %{
        edit! -fifo ${folder}/fifo *isovec*
        set-option buffer filetype grep
        set-option buffer grep_current_line 0
        hook -always -once buffer BufCloseFifo .* %{ nop %sh{ rm -r ${folder} } }
    }"
}}

define-command isovec-ask -docstring "ask for a question and search" %{
    prompt 'question: ' %{ isovec-search %val{text} }
}

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

# While one types, one process answers: it is started with the prompt, reads a question a line and ends with the prompt or
# with the client. What it and its readers know of each other lies in files of a folder:
#   open      while there may be questions         asked     number of the last question
#   last      when the prompt has been accepted    answered  number of the last question that is answered

declare-option -hidden str isovec_live_folder
declare-option -hidden str isovec_live_question
declare-option -hidden str isovec_live_origin

define-command isovec-live -docstring "search while you type: <ret> keeps the hits, <esc> goes back" %{
    set-option global isovec_live_origin %val{bufname}
    set-option global isovec_live_question ''
    edit! -scratch *isovec*
    set-option buffer filetype grep
    set-option buffer grep_current_line 0
    set-option global isovec_live_folder %sh{ mktemp -d "${TMPDIR:-/tmp}"/kak-isovec.XXXXXXXX }
    isovec-live-start
    hook -group isovec-live window PromptIdle .* isovec-live-question
    prompt -on-change %{ set-option global isovec_live_question %val{text} } -on-abort isovec-live-leave \
        'search: ' isovec-live-keep
}

define-command -hidden isovec-live-start %{ nop %sh{
    folder=${kak_opt_isovec_live_folder}
    mkfifo "${folder}/questions"
    : >"${folder}/open"
    echo 0 | tee "${folder}/asked" >"${folder}/answered"
    # Holds the questions open until there will be none, or the client is gone, and its terminal with it.
    (
        trap '' HUP
        while [ -e "${folder}/open" ] && kill -0 "${kak_client_pid}"; do
            sleep 1
        done
        rm -rf "${folder}"
    ) 3>"${folder}/questions" >/dev/null 2>&1 </dev/null &
    (
        show() {
            # A view that stands further right would hide where the lines begin.
            printf 'try %%{
                evaluate-commands -buffer *isovec* %%{ execute-keys -draft %%{%%|cat %s/hits<ret>} }
                evaluate-commands -client %s %%{ evaluate-commands %%sh{ [ "$kak_bufname" = "*isovec*" ] && echo select 1.1,1.1 } }
            }\n' "${folder}" "${kak_client}" | kak -p "${kak_session}"
        }
        places() {
            while IFS= read -r place; do
                case ${place} in
                    *:[0-9]*) printf '%s:1:%s\n' "${place}" "$(sed -n "${place##*:}p" "${place%:*}")" ;;
                    *) printf '%s\n' "${place}" ;;
                esac
            done
        }
        ${kak_opt_isovec_command} --json --queries - <"${folder}/questions" 2>"${folder}/complaint" |
            while IFS= read -r answer; do
                asked=$(cat "${folder}/asked") || break
                # What has been typed over meanwhile is not shown. A brace alone would end the block for Kakoune.
                case ${answer} in ?'"id":'"${asked}",*) ;; *) continue ;; esac
                printf '%s\n' "${answer}" | tr '\173' '\n' | sed -n \
                    -e 's/^"path":"\([^"]*\)".*"line":\([0-9]*\).*/\1:\2/p' \
                    -e 's/^"name":.*"message":"\([^"]*\)".*/\1/p' | places >"${folder}/hits"
                show
                echo "${asked}" >"${folder}/answered"
                [ ! -e "${folder}/last" ] || [ "${asked}" != "$(cat "${folder}/asked")" ] || rm -f "${folder}/open"
            done
        # It has ended by itself.
        if [ -e "${folder}/open" ]; then
            cp "${folder}/complaint" "${folder}/hits"
            show
        fi
    ) >/dev/null 2>&1 </dev/null &
}}

define-command -hidden isovec-live-question %{ nop %sh{
    folder=${kak_opt_isovec_live_folder}
    question=$(printf '%s' "${kak_opt_isovec_live_question}" | tr -d '[:cntrl:]' | sed 's/[\\"]/\\&/g')
    [ -e "${folder}/open" ] && [ -n "${question}" ] && [ "${question}" != "$(cat "${folder}/question" 2>/dev/null)" ] || exit
    printf '%s' "${question}" >"${folder}/question"
    id=$(($(cat "${folder}/asked") + 1))
    echo "${id}" >"${folder}/asked"
    # Opened for reading too, so that nobody waits for a reader that is gone.
    printf '{"id":%s,"query":"%s"}\n' "${id}" "${question}" 1<>"${folder}/questions"
}}

define-command -hidden isovec-live-keep %{
    remove-hooks window isovec-live
    isovec-live-question
    nop %sh{
        folder=${kak_opt_isovec_live_folder}
        : >"${folder}/last"
        [ "$(cat "${folder}/asked")" != "$(cat "${folder}/answered")" ] || rm -f "${folder}/open"
    }
}

define-command -hidden isovec-live-leave %{
    remove-hooks window isovec-live
    nop %sh{ rm -f "${kak_opt_isovec_live_folder}/open" }
    buffer %opt{isovec_live_origin}
}

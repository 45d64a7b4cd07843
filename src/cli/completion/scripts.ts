/** What a shell loads to complete `butik`: each script asks `butik __complete` and hands the answer on. */
import type { Shell } from './words.ts'

/** Bash 3.2 and later: no mapfile, and no compopt where there is none. */
const bash = `# butik completion bash: source it, or keep it as /etc/bash_completion.d/butik
_butik() {
  local line then='' IFS=$'\\n'
  COMPREPLY=()
  for line in $(command butik __complete bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null); do
    case "$line" in
      :*) then="\${line#:}" ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done
  case "$then" in
    more) type compopt >/dev/null 2>&1 && compopt -o nospace 2>/dev/null ;;
    files) type compopt >/dev/null 2>&1 && compopt -o filenames 2>/dev/null
      COMPREPLY+=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]#=}")) ;;
    folders) type compopt >/dev/null 2>&1 && compopt -o filenames 2>/dev/null
      COMPREPLY+=($(compgen -d -- "\${COMP_WORDS[COMP_CWORD]#=}")) ;;
  esac
  return 0
}
complete -F _butik butik
`

const zsh = `#compdef butik
# butik completion zsh: keep it as _butik in a folder of $fpath, or source it behind compinit
_butik() {
  local line then=''
  local -a values shown
  for line in "\${(@f)$(command butik __complete zsh "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    case "$line" in
      '') ;;
      :*) then="\${line#:}" ;;
      *) values+=("\${line%%$'\\t'*}"); shown+=("\${line/$'\\t'/  -- }") ;;
    esac
  done
  case "$then" in
    more) compadd -S '' -l -d shown -a values ;;
    *) compadd -l -d shown -a values ;;
  esac
  case "$then" in
    files) _files ;;
    folders) _files -/ ;;
  esac
}
compdef _butik butik
`

const fish = `# butik completion fish: keep it as ~/.config/fish/completions/butik.fish
function __butik_complete
    set -l words (commandline -opc)
    set -l begun (commandline -ct)
    test -z "$begun"; and set begun ''
    for line in (command butik __complete fish $words[2..-1] $begun 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path $begun
            case ':folders'
                __fish_complete_directories $begun
            case ':*'
            case '*'
                echo $line
        end
    end
end
complete -c butik -f -a '(__butik_complete)'
`

export const scripts: { readonly [shell in Shell]: string } = { bash, zsh, fish }

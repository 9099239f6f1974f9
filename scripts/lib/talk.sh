# shellcheck shell=bash
# How the demo talks: headings, commands as they are typed, checks. Sourced.

export LC_ALL=C.UTF-8
if [[ -t 1 && -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then
  bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
else
  bold='' dim='' green='' red='' plain=''
fi

steps=0
checks=0

# step TITLE
step() {
  if [[ $steps -gt 0 && ${RELAIS_DEMO_PAUSE-} == 1 && -t 0 ]]; then
    read -r -p "${dim}-- Enter --${plain}"
  fi
  steps=$((steps + 1))
  printf '\n%s%d. %s%s\n' "$bold" "$steps" "$1" "$plain"
}

# say TEXT: what happens outside of the commands.
say() { printf '   %s%s%s\n' "$dim" "$1" "$plain"; }

# try EXIT-CODE COMMAND [FIRST LAST]: prints the command, runs it in the demo's folder, prints what
# it says (with FIRST and LAST: that many lines of its begin and end), and insists on its exit code.
# `output` holds all of it.
try() {
  local expected=$1 command=$2 status=0
  printf '%s$ %s%s\n' "$bold" "$command" "$plain"
  output=$(eval "$command" 2>&1) || status=$?
  [[ -z $output ]] || fold "${3-1000}" "${4-0}" <<<"$output" | sed '/./s/^/  /'
  if [[ $status -ne $expected ]]; then
    [[ -z ${3-} ]] || printf '%s\n' "$output" >&2
    fail "the command above ended with exit code $status, expected $expected"
  fi
  [[ $status -eq 0 ]] || say "exit code $status"
}

# Of longer texts only the begin and the end.
fold() {
  awk -v first="$1" -v last="$2" '
    { line[NR] = $0 }
    END {
      cut = NR > first + last + 1
      for (i = 1; i <= NR; ++i) {
        if (cut && i == first + 1) printf "... %d more lines\n", NR - first - last
        if (!cut || i <= first || i > NR - last) print line[i]
      }
    }'
}

# says PATTERN: the last command must have said so.
says() {
  grep -qE -- "$1" <<<"$output" || fail "the command above should say: $1"
}

# check WHAT ACTUAL EXPECTED
check() {
  [[ $2 == "$3" ]] || fail "$1: found $2, expected $3"
  checks=$((checks + 1))
  printf '   %s✓%s %s\n' "$green" "$plain" "$1"
}

# row A B C D: one line of a table.
row() {
  local line='  ' width=(16 23 23) i=0 cell
  for cell in "$@"; do
    [[ ${#cell} -le 21 ]] || cell=${cell:0:20}…
    line+=$cell
    [[ $i -ge 3 ]] || line+=$(printf '%*s' $((width[i] - ${#cell})) '')
    i=$((i + 1))
  done
  printf '%s\n' "$line"
}

fail() {
  local where=demo
  [[ $steps -eq 0 ]] || where="demo: step $steps"
  printf '\n%s%s: %s%s\n' "$red" "$where" "$1" "$plain" >&2
  exit 1
}

# shellcheck shell=bash
# The other side of the demo: the Graph emulator, the owners of its mailboxes, and what it has seen.
# Sourced. Everything here goes past relais, through the emulator's control interface.

declare -A mailbox_of=(
  [MM]=11111111-1111-4111-8111-111111111111/00000000-0000-4000-8000-000000000001
  [AF]=11111111-1111-4111-8111-111111111111/00000000-0000-4000-8000-000000000002
  [LZ]=11111111-1111-4111-8111-111111111111/00000000-0000-4000-8000-000000000003
  [PG]=22222222-2222-4222-8222-222222222222/00000000-0000-4000-8000-000000000004
  [CD]=22222222-2222-4222-8222-222222222222/00000000-0000-4000-8000-000000000005
)

# start_emulator PROGRAM SEED LOG: sets `service` and `emulator`, its address and process.
start_emulator() {
  local tries
  : >"$3"
  "$1" --port 0 --seed-file "$2" >>"$3" 2>&1 </dev/null &
  emulator=$!
  for tries in {1..100}; do
    service=$(sed -n 's/^listening on //p' "$3")
    [[ -z $service ]] || return 0
    kill -0 "$emulator" 2>/dev/null || break
    sleep 0.1
  done
  cat "$3" >&2
  fail "the Graph emulator did not start (after $tries tries)"
}

control() { curl --silent --show-error --fail --noproxy '*' "$service/_control/$1" "${@:2}"; }

# sent WHAT: how many requests the emulator has seen: any, writing, deleting, creating.
sent() {
  local what
  case $1 in
    any) what='.total - .token_requests' ;;
    writing) what='[.methods | .POST, .PATCH, .DELETE | . // 0] | add' ;;
    deleting) what='.methods.DELETE // 0' ;;
    creating) what='.methods.POST // 0' ;;
  esac
  control stats | jq "$what"
}

latency() { control settings -X PATCH -d "{\"latency_ms\": $1}" >/dev/null; }

# Of every contact, the key that relais leaves in it, or null.
with_keys='.contacts[] | . + {key: ([.singleValueExtendedProperties | to_entries[]
  | select(.key | endswith(" relaisKey")) | .value][0])}'

# keys CODE: the ids of the practice software's addresses that stand in this mailbox, sorted.
keys() { control "mailboxes/${mailbox_of[$1]}" | jq -r "$with_keys | .key // empty" | sed 's/.*://' | sort; }

# contact CODE ID: the copy of an address in a mailbox.
contact() {
  control "mailboxes/${mailbox_of[$1]}" |
    jq --arg tail ":contact:$2" "$with_keys | select(.key != null and (.key | endswith(\$tail)))"
}

# Of every event and task, the key that relais leaves in it, or null.
dated_with_keys='(.events[] | . + {key: ([.singleValueExtendedProperties | to_entries[]
    | select(.key | endswith(" relaisKey")) | .value][0])}),
  (.tasks[] | . + {key: ([.linkedResources[]? | select(.applicationName == "relais") | .externalId][0])})'

# dated CODE KIND ID: the copy of a deadline, reminder or appointment in a mailbox.
dated() {
  control "mailboxes/${mailbox_of[$1]}" |
    jq --arg tail ":$2:$3" "$dated_with_keys | select(.key != null and (.key | endswith(\$tail)))"
}

# dated_copies: how many of them there are, in all mailboxes.
dated_copies() {
  local code
  for code in "${!mailbox_of[@]}"; do
    control "mailboxes/${mailbox_of[$code]}" | jq -r "$dated_with_keys | .key // empty"
  done | wc -l
}

# agenda CODE: what the owner of the mailbox sees in Outlook, a line each, by date.
agenda() {
  local from to
  from=$(date -d '-60 days' +%F) to=$(date -d '+400 days' +%F)
  control "mailboxes/${mailbox_of[$1]}/agenda?zone=Europe/Zurich&from=$from&to=$to" | jq -r '
    map(if .what == "task"
        then [(.due // "-"), "task list", (if .done then "☑ " else "☐ " end) + .title]
        elif .all_day then [.first, "calendar", .subject]
        else [(.start | sub("T"; " ")), "calendar", .subject] end)
    | sort[] | @tsv' | awk -F'\t' '{printf "%-17s %-10s %s\n", $1, $2, $3}'
}

# foreign: everything that is not relais's, in all mailboxes, down to the etag.
foreign() {
  local code
  for code in "${!mailbox_of[@]}"; do
    control "mailboxes/${mailbox_of[$code]}" |
      jq -cS "($with_keys), ($dated_with_keys) | select(.key == null)"
  done | sort
}

# owner CODE JSON: the owner of the mailbox does something in Outlook.
owner() { control "mailboxes/${mailbox_of[$1]}/owner" -d "$2" >/dev/null; }

# deliver CODE FOLDER FROM TO SUBJECT [JSON]: a message comes to lie in a folder, now, or as the JSON
# says (an owner action of the emulator).
deliver() {
  local more=${6:-null}
  owner "$1" "$(jq -nc --arg folder "$2" --arg from "$3" --arg to "$4" --arg subject "$5" --argjson more "$more" '
    {do: "create_message", folder: $folder, set: {from: $from, toRecipients: ($to / " "), subject: $subject,
      body: "Guten Tag\nWie besprochen.\n"}} * ($more // {})')"
}

# messages CODE: all of a mailbox but its old ones, one JSON document per line.
messages() { control "mailboxes/${mailbox_of[$1]}" | jq -c '.messages[]'; }

# message_list CODE: what its owner sees of them.
message_list() {
  messages "$1" | jq -rs 'def cell(width): (. + " " * width)[:width];
    sort_by(.receivedDateTime)[] | (.folder | cell(20)) + (.from.emailAddress.address | cell(28)) +
      (.categories | join(", ") | cell(11)) + .subject'
}

# categories CODE ID: of one message.
categories() { messages "$1" | jq -r --arg id "$2" 'select(.id == $id) | .categories | join(", ")'; }

# requests_about ID: how many requests have named it. (The `=` at its end is written otherwise in a URL.)
requests_about() {
  control 'requests?limit=100000' | jq --arg id "${1%%=*}" '[.requests[] | select(.path | contains($id))] | length'
}

# shellcheck shell=bash
# What the demo tells about MAIL: folders, activation, what is collected and what is not, markers.
# Sourced by scripts/demo, which has the firm and its mailboxes ready.

# communicator WHAT [CONDITION]: of Max's collected messages, as practice software reads them.
communicator() {
  count_sql "SELECT $1 FROM communicator_message WHERE account = 'MM'${2:+ AND $2} ORDER BY received_at, subject"
}
# The id of a message of this subject in the mailbox, and in the practice store.
mailbox_id() { messages MM | jq -r --arg subject "$1" 'select(.subject == $subject) | .id'; }
stored_id() { communicator id "subject = '$1'"; }
# verdict SUBJECT: the reason, as the practice store has it.
verdict() { count_sql "SELECT reason FROM mail_verdict WHERE account = 'MM' AND message_id = '$(mailbox_id "$1")'"; }
# whole_messages FILTER: all of Max's messages after this filter of jq, down to the etag. `collected`
# in it says whether one was.
whole_messages() {
  local stored
  stored=$(count_sql "SELECT json_group_array(graph_id) FROM communicator_message WHERE account = 'MM'")
  messages MM | jq -cS --argjson stored "$stored" "def collected: .id as \$id | \$stored | index(\$id) != null; $1" | sort
}
but_for_categories='del(.categories, .change_key, .lastModifiedDateTime)'

step "Mail: Max's folders, and which of them are read"
owner MM '{"do": "create_mail_folder", "name": "Sub", "parent": "Test2"}'
yesterday="{\"set\": {\"receivedDateTime\": \"$(date -u -d '-1 day' +%FT%TZ)\"}}"
deliver MM inbox 'Anna Keller <anna.keller@bluewin.ch>' mm@musterkanzlei.example 'Von gestern' "$yesterday"
deliver MM Test2 'Anna Keller <anna.keller@bluewin.ch>' mm@musterkanzlei.example 'Auch von gestern' "$yesterday"
say 'his mailbox is a German one, with 100000 old messages; the folder Test2 and what is below it is private'
try 0 "sed -n '/MAIL:/,/exclude_folders/p' relais.yaml"
try 0 'relais mail folders MM'
says '^Test2 .* excluded'
says '^Posteingang +inbox .* included'
says '^Junk-E-Mail +junkemail .* always excluded'

step 'Activation: a preview of what the rules do, then from now on'
try 2 'relais mail activate MM' 2 4
says 'tried on 2 messages .* 1 would be collected, 1 skipped'
try 0 'relais mail activate MM --yes' 0 1
before_writing=$(sent writing)
try 0 'relais sync'
says '^mail: nothing new in 1 account'
check 'nothing of what was there before was collected' "$(communicator 'count(*)')" 0
check 'nothing was written to a mailbox' "$(sent writing)" "$before_writing"

step 'Ten messages come; relais sync collects five of them'
max=mm@musterkanzlei.example
deliver MM inbox 'Anna Keller <anna.keller@bluewin.ch>' $max 'Klageantwort: Unterlagen' \
  '{"attachments": [{"name": "Vertrag.pdf", "contentType": "application/pdf", "size": 300000}]}'
deliver MM Klienten 'Beat Lüthi <b.luethi@baeckerei.example>' $max 'Termin nächste Woche'
deliver MM inbox 'Verlag <info@notmicrosoft.com>' $max 'Bestellung'
deliver MM inbox 'Anna Favre <af@musterkanzlei.example>' "$max anna.keller@bluewin.ch" 'Entwurf, zur Ansicht'
deliver MM sentitems "Max Muster <$max>" anna.keller@bluewin.ch 'AW: Klageantwort: Unterlagen'
deliver MM inbox 'Anna Favre <af@musterkanzlei.example>' "$max lz@musterkanzlei.example" 'Mittagessen?'
deliver MM inbox 'Max privat <MeineAdresse@gmx.net>' $max 'Einkaufsliste'
deliver MM inbox 'Microsoft <news@microsoft.com>' $max 'Neuigkeiten'
deliver MM Test2/Sub 'Anna Keller <anna.keller@bluewin.ch>' $max 'Tennis am Samstag'
deliver MM junkemail 'Gewinn <prize@example.net>' $max 'Sie haben gewonnen'
message_list MM | sed 's/^/     | /'
arrived=$(whole_messages .) arrived_but=$(whole_messages "$but_for_categories")
try 0 'relais sync'
says '^mail zurich/MM: 5 collected, 5 skipped'
try 0 'relais inbox list --handler MM --subjects'
check 'five were collected, two of them from people of the firm' \
  "$(communicator "count(*) || ' ' || sum(direction = 'out')")" '5 2'
say 'the first of them as the practice software finds it:'
try 0 "relais inbox show $(stored_id 'Klageantwort: Unterlagen') --body"
attachment=$(count_sql "SELECT ref || ' ' || sha256 FROM communicator_attachment")
check 'the attachment is a file, whole' "$(sha256sum "blobs/${attachment% *}" | cut -d ' ' -f 1)" "${attachment#* }"

step 'Why was the rest skipped?'
skipped=('Mittagessen?' Einkaufsliste Neuigkeiten 'Tennis am Samstag' 'Sie haben gewonnen')
try 0 "relais explain mail $(mailbox_id 'Mittagessen?')"
for subject in "${skipped[@]:1}"; do
  try 0 "relais explain mail $(mailbox_id "$subject") | sed -n 3,4p"
done
check 'each has its reason' \
  "$(for subject in "${skipped[@]}"; do verdict "$subject"; done | xargs)" \
  'internal sender.address sender.domain folder.excluded folder.always'
check 'their contents were never asked for, as were those of the others' \
  "$(for subject in "${skipped[@]}" Bestellung; do echo $(($(requests_about "$(mailbox_id "$subject")") > 0)); done | xargs)" \
  '0 0 0 0 0 1'

step 'Grey: it has arrived. Green: it is filed'
say "Max's Outlook:"
message_list MM | sed 's/^/     | /'
check 'the collected ones are grey' "$(messages MM | jq -r '.categories[]' | sort | uniq -c | xargs)" '5 ✔ relais'
say 'the practice files one in its case:'
id=$(stored_id 'Klageantwort: Unterlagen')
try 0 "relais inbox archive $id --case 2026-0001"
try 0 'relais sync'
says '^mail zurich/MM: 1 marked'
check 'it is green, and not grey any more' "$(categories MM "$(mailbox_id 'Klageantwort: Unterlagen')")" '✅ relais'
say 'another one with plain SQL:'
sql "UPDATE communicator_message SET status = 'archived', archived_by = 'MM' WHERE id = '$(stored_id 'Bestellung')';"
try 0 "relais inbox unarchive $id"
try 0 'relais sync'
says '^mail zurich/MM: 2 marked'
check 'one is green, the other grey again' \
  "$(for subject in Bestellung 'Klageantwort: Unterlagen'; do categories MM "$(mailbox_id "$subject")"; done | xargs)" '✅ relais ✔ relais'
say 'a further sync asks what is new with one request; every five minutes another one looks at Sent Items'
before_writing=$(sent writing)
try 0 'relais sync'
says '^mail: nothing new in 1 account, [12] requests?$'
check 'nothing was written' "$(sent writing)" "$before_writing"
check 'what was not collected is untouched, to the last byte' \
  "$(comm -12 <(cat <<<"$arrived") <(whole_messages 'select(collected | not)') | wc -l)" 7
check 'of what was collected, nothing changed but the category' "$(whole_messages "$but_for_categories")" "$arrived_but"
try 0 'relais mail status --handler MM'

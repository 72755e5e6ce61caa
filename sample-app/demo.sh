#!/usr/bin/env bash
# Two instances are sent the same work many times at once, one of them is killed in the middle of it and started again.
# In the end every effect has happened as often as there was work, whatever was sent, or this fails.
#
#   sample-app/demo.sh                  records and business tables in a file
#   sample-app/demo.sh redis            records in Redis
#   sample-app/demo.sh postgres         everything in PostgreSQL
#   sample-app/demo.sh tiered           records in the file, with Redis in front of it
#
# REDIS_URL, or POSTGRES_URL, POSTGRES_USER and POSTGRES_PASSWORD, name your own servers; otherwise they are started.
# DEMO_ARGUMENTS is handed to both instances: with --idempotency.enabled=false this fails, as it should.
# DEMO_BUILD=no takes the jar that is there. Needs a JDK, Maven and curl.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

profile=${1:-embedded}
case $profile in
  embedded) wanted=() ;;
  redis | tiered) [ -n "${REDIS_URL:-}" ] && wanted=() || wanted=(redis) ;;
  postgres) [ -n "${POSTGRES_URL:-}" ] && wanted=() || wanted=(postgres) ;;
  *) echo "Usage: $0 [embedded|redis|postgres|tiered]" >&2; exit 2 ;;
esac

readonly ITEMS=10   # of each kind of work
readonly TIMES=8    # that each is sent, half of them to each instance
readonly SEEDS=25   # jobs and tickets, from each instance
readonly CUT=4      # reports that are being generated when the instance is killed: as many as its executor has threads
readonly LEASE=6    # seconds until another instance takes over what a dead one was at
readonly WORK=2     # seconds that a report, a file or an event takes

dir=$(mktemp -d)
declare -A pid=() url=()
declare -A submitted=([jobs]=$((2 * SEEDS)) [tickets]=$((2 * SEEDS)))
trap cleanup EXIT

cleanup() {
  local status=$? process
  # The servers take their own processes along, if they are asked to.
  for process in "${pid[@]}"; do kill "$process" 2>/dev/null || true; done
  for process in "${pid[@]}"; do wait "$process" 2>/dev/null || true; done
  if [ "$status" = 0 ]; then rm -rf "$dir"; else echo "Logs are in $dir" >&2; fi
}

say() { printf '%s\n' "--- $*"; }

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# await SECONDS COMMAND...: until it succeeds.
await() {
  local seconds=$1 deadline
  shift
  deadline=$((SECONDS + seconds))
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.2
  done
}

# ---- what runs -----------------------------------------------------------------------------------------------

build() {
  say "Building"
  mvn -q -B -pl sample-app -am -DskipTests -Dmaven.javadoc.skip package dependency:build-classpath \
    -Dmdep.outputFile=target/demo.classpath
}

start_servers() {
  local classpath variable
  say "Starting ${wanted[*]}"
  classpath=sample-app/target/test-classes:$(<sample-app/target/demo.classpath)
  java -Dtest.servers=embedded -cp "$classpath" dev.idempotency.sample.running.DemoServers "${wanted[@]}" \
    >"$dir/servers.log" 2>&1 &
  pid[servers]=$!
  await 120 grep -q ^READY= "$dir/servers.log" || fail "the servers do not start, see $dir/servers.log"
  while read -r variable; do export "${variable?}"; done < <(grep -E '^(REDIS|POSTGRES)_[A-Z]+=' "$dir/servers.log")
}

# start NAME
start() {
  local name=$1 log="$dir/$1-$SECONDS.log"
  local -a arguments=(--server.port=0 "--facility.database=$dir/facility" "--facility.work-takes=${WORK}s"
    "--idempotency.defaults.lease=${LEASE}s" "--idempotency.namespace=demo-${dir##*.}")
  : >"$log"
  [ "$profile" = embedded ] || arguments+=("--spring.profiles.active=$profile")
  # shellcheck disable=SC2086
  java -Xmx256m -XX:TieredStopAtLevel=1 -jar sample-app/target/sample-app-*[!s].jar \
    "${arguments[@]}" ${DEMO_ARGUMENTS:-} >"$log" 2>&1 &
  pid[$name]=$!
  await 90 started "$name" "$log" || fail "$name does not start, see $log"
  url[$name]="http://localhost:$(port "$log")"
}

port() { sed -nE 's/.*Tomcat started on port ([0-9]+).*/\1/p' "$1"; }

started() {
  kill -0 "${pid[$1]}" || fail "$1 has ended, see $2"
  [ -n "$(port "$2")" ]
}

# ---- what is sent --------------------------------------------------------------------------------------------

# request KIND ITEM INSTANCE: one request, as curl reads it from a file.
request() {
  local to=${url[$3]} item=$2
  case $1 in
    reports) printf 'url = "%s/reports?name=report-%s&user=ann&format=csv"\nrequest = POST\n' "$to" "$item" ;;
    alerts) printf 'url = "%s/alerts?type=fire&message=room-%s"\nrequest = POST\n' "$to" "$item" ;;
    reminders) printf 'url = "%s/reminders?recipient=ann-%s&template=rent"\nrequest = POST\n' "$to" "$item" ;;
    payroll) printf 'url = "%s/payroll/emp-%s/2026/11"\nrequest = POST\n' "$to" "$item" ;;
    events)
      printf 'url = "%s/events"\nheader = "Content-Type: application/json"\n' "$to"
      printf 'data = "%s"\n' "{\\\"eventId\\\":\\\"e-$item\\\",\\\"eventType\\\":\\\"door.opened\\\",\\\"occurredAt\\\":\
\\\"2026-11-21T10:00:00Z\\\",\\\"payload\\\":{\\\"door\\\":$item}}"
      ;;
    files)
      printf 'meter,value\n%s,5\n' "$item" >"$dir/file-$item.csv"
      printf 'url = "%s/files"\nform = "file=@%s"\nform = "user=ann"\n' "$to" "$dir/file-$item.csv"
      ;;
  esac
}

# send TIMES INSTANCE... -- KIND...: every item of these kinds, so many times to each instance, all at once.
send() {
  local times=$1 kind item time name answers number=0 config="$dir/requests"
  local -a instances=() kinds=()
  shift
  while [ "$1" != -- ]; do instances+=("$1"); shift; done
  shift
  kinds=("$@")
  rm -rf "$dir/answers" && mkdir "$dir/answers"
  : >"$config"
  for ((time = 0; time < times; time++)); do
    for ((item = 1; item <= ITEMS; item++)); do
      for kind in "${kinds[@]}"; do
        for name in "${instances[@]}"; do
          [ "$number" = 0 ] || echo next >>"$config"
          number=$((number + 1))
          request "$kind" "$item" "$name" >>"$config"
          printf 'output = "%s"\nwrite-out = "%s %%{http_code}\\n"\n' "$dir/answers/$number" "$kind" >>"$config"
        done
      done
    done
  done
  curl --no-progress-meter --parallel --parallel-immediate --parallel-max 32 --config "$config" >"$dir/statuses" || true
  for kind in "${kinds[@]}"; do
    answers=$(grep -cE "^$kind (200|202|409)$" "$dir/statuses" || true)
    submitted[$kind]=$((${submitted[$kind]:-0} + answers))
  done
  answers=$(grep -vcE ' (200|202|409)$' "$dir/statuses" || true)
  say "$number requests sent, $answers of them not answered"
  [ "$answers" = 0 ] || grep -vE ' (200|202|409)$' "$dir/statuses" | sort | uniq -c
}

# ---- what came of it -----------------------------------------------------------------------------------------

effect() { curl -sf "${url[$1]}/effects" | sed -nE "s/.*\"$2\":([0-9]+).*/\1/p"; }

# calls INSTANCE TASK OUTCOMES: how many calls of a task ended so, says the library.
calls() {
  curl -sf "${url[$1]}/actuator/prometheus" \
    | sed -nE "s/^idempotency_calls_total\{outcome=\"($3)\".*task=\"$2\"\} ([0-9]+).*/\2/p" \
    | { sum=0; while read -r count; do sum=$((sum + count)); done; echo "$sum"; }
}

readonly KINDS=(reports alerts reminders payroll events files)
declare -A task=([reports]=ReportService.generate [alerts]=AlertService.send [reminders]=ReminderService.send
  [payroll]=PayrollService.pay [events]=FieldEventHandler.handle [files]=FileService.process
  [jobs]=JobCloser.close [tickets]=TicketEscalation.escalate [maintenance]=MaintenanceJobs.plan
  [logs]=LogCleanup.cleanUp [tokens]=TokenReport.send)
declare -A effect_of=([reports]=reports.generated [alerts]=alerts.sent [reminders]=reminders.sent
  [payroll]=payroll.paid [events]=events.handled [files]=files.processed [jobs]=jobs.closed
  [tickets]=tickets.escalated [maintenance]=maintenance.planned [logs]=logs.cleaned [tokens]=tokens.reported)
readonly ALL=("${KINDS[@]}" jobs tickets maintenance logs tokens)
declare -A expected=() executions=() suppressed=() cut_off=([reports]=$CUT)

# What an instance has counted so far; it forgets when it is killed.
tally() {
  local kind
  for kind in "${ALL[@]}"; do
    executions[$kind]=$((${executions[$kind]:-0} + $(calls "$1" "${task[$kind]}" executed)))
    suppressed[$kind]=$((${suppressed[$kind]:-0} + $(calls "$1" "${task[$kind]}" 'replayed|skipped|rejected')))
  done
}

# settled CUT_OFF INSTANCE...: whether all that was answered has been counted; who waits for a result is counted with it.
settled() {
  local kind name count cut=$1
  shift
  for kind in "${KINDS[@]}"; do
    count=$((${executions[$kind]:-0} + ${suppressed[$kind]:-0}))
    [ "$kind" != reports ] || count=$((count + cut))
    for name in "$@"; do count=$((count + $(calls "$name" "${task[$kind]}" 'executed|replayed|skipped|rejected'))); done
    [ "$count" -ge "${submitted[$kind]}" ] || return 1
  done
}

table() {
  local kind effects verdict answered wrong=0
  printf '\n%-12s %10s %10s %11s %8s %9s\n' work submitted executions suppressed effects expected
  for kind in "${ALL[@]}"; do
    effects=$(effect two "${effect_of[$kind]}")
    verdict=
    # Every request that was answered was either the one that ran, or suppressed, or cut off by the kill.
    answered=$((${executions[$kind]} + ${suppressed[$kind]} + ${cut_off[$kind]:-0}))
    if [ "$effects" != "${expected[$kind]}" ] || [ "${executions[$kind]}" != "${expected[$kind]}" ] \
      || [ "$answered" != "${submitted[$kind]:-$answered}" ]; then
      verdict='  <-- WRONG'
      wrong=$((wrong + 1))
    fi
    printf '%-12s %10s %10s %11s %8s %9s%s\n' "$kind" "${submitted[$kind]:-ticks}" "${executions[$kind]}" \
      "${suppressed[$kind]}" "$effects" "${expected[$kind]}" "$verdict"
  done
  echo
  [ "$wrong" = 0 ] || fail "$wrong kinds of work were not done once"
  say "Everything was done once."
}

# ---- the story -----------------------------------------------------------------------------------------------

answered() { curl -sf -o /dev/null --max-time 5 "${url[$1]}/effects"; }

seeds_done() {
  [ "$(effect two jobs.closed)" -ge $((2 * SEEDS)) ] && [ "$(effect two tickets.escalated)" -ge $((2 * SEEDS)) ]
}

reports_done() { [ "$(effect two reports.generated)" -ge "$1" ]; }

# A report each, to the instance that will not live to finish it.
ask_for_cut_reports() {
  local number answer
  for ((number = 1; number <= CUT; number++)); do
    answer=$(curl -s --max-time 20 -w ' %{http_code}' -X POST \
      "${url[$1]}/reports?name=cut-$number&user=ann&format=csv" || true)
    case $answer in *' 202') submitted[reports]=$((submitted[reports] + 1)) ;; esac
  done
}

# Whoever wants the report asks again, as one would.
cut_reports_done() {
  ask_for_cut_reports two
  reports_done $((ITEMS + CUT))
}

[ "${DEMO_BUILD:-yes}" = no ] || build
[ ${#wanted[@]} = 0 ] || start_servers

say "Starting two instances ($profile)"
start one
start two
await 30 answered one && await 30 answered two || fail "the instances do not answer"

say "The same work to both, $TIMES times each, all at once"
for name in one two; do
  curl -sf -o /dev/null -X POST "${url[$name]}/jobs?count=$SEEDS"
  curl -sf -o /dev/null -X POST "${url[$name]}/tickets?count=$SEEDS"
done
send $((TIMES / 2)) one two -- "${KINDS[@]}"
await 40 seeds_done || say "The schedules have not done everything in time"
await 40 reports_done "$ITEMS" || say "The reports are not there in time"

await 20 settled 0 one two || true

say "The first instance is killed (-9) while it generates $CUT reports"
ask_for_cut_reports one
tally one
kill -9 "${pid[one]}"
wait "${pid[one]}" 2>/dev/null || true
unset 'pid[one]'
await 60 answered two || fail "the second instance does not go on"

say "The same work once more, to the one that is left"
send 1 two -- "${KINDS[@]}"
await 40 cut_reports_done || say "What was cut off has not been taken over in time"

say "The first instance is started again, and the same work is sent to both once more"
start one
send 1 one two -- "${KINDS[@]}"
ask_for_cut_reports one
ask_for_cut_reports two

await 20 settled "$CUT" one two || true
tally one
tally two
for kind in "${KINDS[@]}"; do expected[$kind]=$ITEMS; done
expected+=([reports]=$((ITEMS + CUT)) [jobs]=$((2 * SEEDS)) [tickets]=$((2 * SEEDS)) [maintenance]=2 [logs]=1 [tokens]=1)
table

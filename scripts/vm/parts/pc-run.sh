# What scripts/vm/grub and scripts/vm/uboot have in common: their arguments, and what each of the three runs is; sourced, never run.
# $loader: grub or uboot.
. "$vm_parts/os-releases.sh"
. "$vm_parts/$loader-loader.sh"
. "$vm_parts/pc-machine.sh"
disk='' work='' cut='' limit=120 what=once log=/dev/null
while [ $# -gt 0 ]; do
    case "$1" in
        --disk|--do|--cut|--limit|--log) [ $# -gt 1 ] || { echo "$loader: $1 wants a value; see scripts/vm/$loader --help" >&2; exit 2; } ;;&
        --disk) disk=$(realpath -m "$2"); shift ;;
        --do) work=$2; shift ;;
        --cut) cut=$2; shift ;;
        --limit) limit=$2; shift ;;
        --log) log=$(realpath -m "$2"); shift ;;
        --test|--cycles|--cuts) what=${1#--} ;;
        -h|--help) sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) echo "$loader: unknown argument '$1'; see scripts/vm/$loader --help" >&2; exit 2 ;;
    esac
    shift
done
prepare_pc
[ $what = once ] || limit=600 # a busy machine is no fault; what stands still is switched off after a minute of its own
if [ $what = once ]; then power_on "$work" '' "$cut" && ended_well; exit; fi

found_houses "$folder/data/etc-edge/updates"
fresh_disk
install='until edge status > /dev/null 2>&1; do sleep 1; done
edge-slot update install --component os --stick /stick --now || true
edge update status --component os'
passed=0 failed=0
check() { # what, whether
    if [ "$2" = 0 ]; then passed=$((passed + 1)); echo "passed  $1"
    else failed=$((failed + 1)); echo "FAILED  $1"; tail -n 60 "$folder/seen"; fi
}
# The release is made, wanted and lies on the stick; the machine is switched on until it goes off by itself; then this must be true.
cycle() { # release, the way in which it is broken or '', release that must run, text of the status
    local release=$1 how=$2 runs=$3 says=$4 status=0 began=$SECONDS
    made_release "$release" "$how"
    until_off "$install" '' || status=1
    check "$release${how:+ ($how)}: $runs runs after $(starts) starts, $((SECONDS - began)) s: $(said "$says")" \
        "$([ $status = 0 ] && ran "$runs" && [ -n "$(said "$says")" ]; echo $?)"
}
cut_at() { # step, what the state says
    local status=0
    until_off "$install" "$1" || status=1
    check "cut at $1: the state says $(held_phase)" "$([ $status = 0 ] && [ "$(held_phase)" = "$2" ]; echo $?)"
}
cut_when() { # text on the console, before edge runs
    local start
    : > "$folder/seen"
    for ((start = 0; start < 6; start++)); do
        power_on "$install" '' "$1"; cat "$folder/start" >> "$folder/seen"
        ! grep -qF "$1" "$folder/start" || break
    done
    check "cut behind '$1'" "$(grep -qF "$1" "$folder/start"; echo $?)"
}
case $what in
    test)
        made_release 1 ''
        until_off "$install" trial; check "$loader_name starts the trial; it is cut: the state says $(held_phase)" "$([ "$(held_phase)" = trial ] && ran 1; echo $?)"
        until_off "$install" ''
        check "once only: the default, armed again, and then kept: $(slots_started)" "$(ran 1 && [ "$(slots_started)" = 'a b' ] && [ -n "$(said 'runs *1 in slot b')" ]; echo $?)"
        torn_test ;;
    cycles)
        cycle 1 '' 1 'runs *1 in slot b'
        cycle 2 no-kernel 1 'undone *2: tries used up'
        cycle 3 '' 3 'runs *3 in slot a'
        cycle 4 panic 3 'undone *4: tries used up'
        cycle 5 '' 5 'runs *5 in slot b'
        cycle 6 silent 5 'undone *6: unhealthy'
        cycle 7 '' 7 'runs *7 in slot a'
        cycle 8 early-hang 7 'undone *8: tries used up'
        cycle 9 '' 9 'runs *9 in slot b'
        cycle 10 late-hang 9 'undone *10: tries used up' ;;
    cuts)
        made_release 1 ''
        for at in 'writing writing' 'written written' 'armed trial' 'trial trial' 'committed committed'; do cut_at ${at% *} ${at#* }; done
        until_off "$install" ''; check "after all of them 1 runs" "$(ran 1; echo $?)"
        made_release 2 silent
        for at in 'armed trial' 'trial trial' 'leaving fallen-back' 'fallen-back fallen-back'; do cut_at ${at% *} ${at#* }; done
        until_off "$install" ''; check "after all of them 1 runs, and 2 is undone" "$(ran 1 && [ -n "$(said 'undone *2')" ]; echo $?)"
        made_release 3 '' # b is the default: a is started on trial only
        cut_when "EDGE-${loader^^} slot=a"; cut_when 'EDGE-KERNEL slot=a'
        until_off "$install" ''; check "after both 3 runs, by its last start: $(slots_started)" "$(ran 3 && [ -n "$(said 'runs *3 in slot a')" ]; echo $?)" ;;
esac
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]

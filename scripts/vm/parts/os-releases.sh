# Releases of an operating system as vendor and town make them, by edge-operator; sourced by scripts that install them, never run.
# Two repositories in $houses, each signed by an author and an approver, with keys that are thrown away.
# Wants: $operator (edge-operator), $houses (a folder), $class (of the boards).

house() { # a command of edge-operator; what it says only where it fails
    "$operator" "$@" >> "$houses/log" 2>&1 || { tail -n 20 "$houses/log" >&2; echo "edge-operator $* failed" >&2; return 1; }
}
publish_house() { # vendor or town
    house release sign "$houses/$1" --key "$houses/keys/cleo.person.key"
    house release approve "$houses/$1" --key "$houses/keys/dora.person.key" --yes
    house repo publish "$houses/$1" --key "$houses/keys/online.person.key"
}
found_houses() { # folder that gets what a machine is set up with; where both are served, or nothing: only sticks
    local person kind people served=()
    [ -z "${2:-}" ] || served=(--vendor "$2/vendor/" --operator "$2/operator/")
    mkdir -p "$houses" "$1"
    for person in anna ben cleo dora online; do house keys person --name $person --out "$houses/keys" --no-passphrase; done
    people=(--root "$houses/keys/anna.person.json" --root "$houses/keys/ben.person.json" --author "$houses/keys/cleo.person.json"
        --approver "$houses/keys/dora.person.json" --online "$houses/keys/online.person.json")
    house repo init "$houses/vendor" --kind vendor "${people[@]}"
    house repo init "$houses/operator" --kind operator --halter "$houses/keys/cleo.person.json" "${people[@]}"
    for kind in vendor operator; do
        for person in anna ben; do house repo sign "$houses/$kind" --key "$houses/keys/$person.person.key"; done
        [ $kind = vendor ] || house repo sign "$houses/$kind" --key "$houses/keys/cleo.person.key"
        publish_house $kind
        cp "$houses/$kind/public/metadata/1.root.json" "$1/$kind.root.json"
    done
    house repo map --out "$1/map.json" "${served[@]}"
}
release_system() { # release, image of its root, image of its boot partition or '', a release before or '', more arguments
    local more=("${@:5}")
    [ -z "$3" ] || more+=(--boot "$3")
    [ -z "$4" ] || more+=(--earlier "$4")
    house os build "$houses/vendor" --root "$2" --release "$1" --class "$class" "${more[@]}"
    publish_house vendor
    house release assign "$houses/operator" --component os --vendor "$houses/vendor" --release "$1" --rid "$class"
    publish_house operator
}
want_system() { # release
    house rollout start "$houses/operator" --component os --release "$1"
    publish_house operator
}

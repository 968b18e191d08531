# Sourced by the comparisons of an inventory with what `sshd -T` says, which they hand to these on the standard input.

ssh_root() { # whether root may sign in, without the name that it had before OpenSSH 7.0
    awk '$1 == "permitrootlogin" {print $2}' | sed 's/^without-password$/prohibit-password/'
}
ssh_passwords() { # whether a password suffices: taken by sshd, or asked for by PAM; "yes" or "no"
    awk '$1 == "passwordauthentication" {password = $2}
        $1 == "usepam" {pam = $2}
        ($1 == "kbdinteractiveauthentication" || $1 == "challengeresponseauthentication") && $2 == "yes" {asks = "yes"}
        $1 == "authenticationmethods" {methods = $0}
        END {
            suffices = methods == "" || methods ~ / (any|password|keyboard-interactive(:[a-z]+)?)( |$)/
            print suffices && (password == "yes" || pam == "yes" && asks == "yes") ? "yes" : "no"
        }'
}

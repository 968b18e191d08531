# Sourced beside hosts.sh: what the agent of a booted host weighs. Needs inside(), a command in that host.

agent_pid() { inside systemctl show -p MainPID --value rollcall-agent; }

# Microseconds of processor time of the service's cgroup, children that have ended included.
agent_cpu() { echo $(($(inside systemctl show -p CPUUsageNSec --value rollcall-agent) / 1000)); }

# Kilobytes of the agent's process by the kernel's names, such as Pss and Pss_Anon; Dirty is what is written to and so
# cannot be dropped, whether it began as a file or not.
agent_memory() { # agent_memory NAME
    case "$1" in
        Dirty) inside awk '/^(Private_Dirty|Shared_Dirty):/ { sum += $2 } END { print sum }' "/proc/$(agent_pid)/smaps_rollup" ;;
        *) inside awk -v name="$1:" '$1 == name { print $2 }' "/proc/$(agent_pid)/smaps_rollup" ;;
    esac
}

# Bytes in and out at the host's only interface, as it counts them.
interface_bytes() { inside awk '$1 == "host0:" { print $2 + $10; found = 1 } END { exit !found }' /proc/net/dev; }

# From the start of the process to the session, by the journal's clock, in milliseconds.
start_millis() {
    local began told
    inside systemctl restart rollcall-agent
    until told=$(inside journalctl -u rollcall-agent -o short-unix --no-pager _PID="$(agent_pid)" | grep -m1 'session is CONNECTED'); do
        sleep 0.5
    done
    began=$(inside systemctl show -p ExecMainStartTimestamp --timestamp=us+utc --value rollcall-agent)
    awk -v began="$(date -d "$began" +%s.%6N)" -v told="${told%% *}" 'BEGIN { printf "%.0f", (told - began) * 1000 }'
}

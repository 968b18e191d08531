# Sourced by the comparisons of an inventory with what is true: lists of facts, each with the jq expression that finds it and its value,
# held against what `rollcall-agent inventory --json` printed. A dash stands for what has to be absent. Set work before.

given() { # given LIST FACT EXPRESSION VALUE
    printf '%s\t%s\t%s\n' "$2" "$3" "${4:--}" >>"$work/given.$1"
}
given_lines() { # given_lines LIST FACT EXPRESSION: the lines on the standard input, in any order
    local file
    file=$work/lines.$1.$(grep -c '' "$work/given.$1" 2>/dev/null || true)
    LC_ALL=C sort -u >"$file"
    printf '%s\t%s\t%s\n' "$2" "$3" "@$file" >>"$work/given.$1"
}
compare() { # compare LIST JSON: prints the table; non-zero where a row is different
    local fact expression value said verdict more less rows=0 different=0
    printf '%-30s %-46s %-46s\n' FACT GIVEN OURS
    while IFS=$'\t' read -r fact expression value; do
        verdict=equal
        if [[ $value == @* ]]; then
            jq -r "$expression" "$2" 2>/dev/null | LC_ALL=C sort -u >"$work/said" || true
            more=$(LC_ALL=C comm -23 "${value#@}" "$work/said" | head -5 | paste -sd ' ')
            less=$(LC_ALL=C comm -13 "${value#@}" "$work/said" | head -5 | paste -sd ' ')
            value="$(wc -l <"${value#@}") in all${more:+, also $more}"
            said="$(wc -l <"$work/said") in all${less:+, also $less}"
            [ -z "$more$less" ] || verdict=DIFFERENT
        else
            said=$(jq -r "[$expression][0] | if . == null or . == \"\" then \"-\" else . end" "$2" 2>/dev/null) || said="(nothing to look in)"
            [ "$said" = "$value" ] || verdict=DIFFERENT
        fi
        rows=$((rows + 1))
        if [ $verdict = equal ]; then
            printf '%-30.30s %-46.46s %-46.46s %s\n' "$fact" "$value" "$said" $verdict
        else
            printf '%-30s %-46s %-46s %s\n' "$fact" "$value" "$said" $verdict
            different=$((different + 1))
        fi
    done <"$work/given.$1"
    echo "$rows facts of $1, $different different"
    [ "$different" = 0 ]
}

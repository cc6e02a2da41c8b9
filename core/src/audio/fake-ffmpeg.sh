#!/bin/sh
# Stands in for ffmpeg in the tests: the first line of its input says what it does.
while [ $# -gt 1 ]; do
    if [ "$1" = -i ]; then input=$2; fi
    shift
done
output=$1
read -r what rest < "$input"
case $what in
    copy) tail -n +2 "$input" > "$output" ;;
    fail)
        i=0
        while [ $i -lt 100 ]; do echo "early words $i" >&2; i=$((i + 1)); done
        echo "Invalid data found when processing input" >&2
        exit 1
        ;;
    flood) exec yes >&2 ;;
    hang)
        echo $$ > "$rest"
        exec sleep 1000
        ;;
    silent) ;;
esac

#!/usr/bin/env bash
# The drift alarm of a stack, in the folder of its program. PULUMI names the command: pulumi, or neonflow for a local cloud.
#   bash drift.sh --stack prod
# Exit code 0: nothing differs. 7: something does. 255: an older CLI, which says no more. Any other: it could not be looked at.
set -u
pulumi=${PULUMI:-pulumi}

# What nobody could look at must not pass as healthy.
"$pulumi" config set neonflow:strict true "$@" || exit 1

"$pulumi" preview --expect-no-changes "$@"
code=$?
case $code in
  0) echo "drift: none" ;;
  7)
    # A refresh does not run the program: what differs without it was not changed by a commit.
    "$pulumi" refresh --preview-only --expect-no-changes "$@" >/dev/null 2>&1
    case $? in
      0) echo "drift: the program differs from what is deployed; up has not run since it was changed" ;;
      7) echo "drift: what is deployed was changed by somebody else, or the capture does not run" ;;
      *) echo "drift: something differs; the refresh that tells whose change it is has failed" ;;
    esac ;;
  255) echo "drift: something differs, or it could not be looked at; an older CLI does not say which" ;;
  *) echo "drift: not known, preview ended with $code" ;;
esac
exit $code

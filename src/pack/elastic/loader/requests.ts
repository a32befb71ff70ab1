/**
 * Functions of load.sh that send.
 * @module
 */

/** Lines of load.sh. */
export const requests = `send() { # method url content-type file [extra curl arguments]
  method=$1 url=$2 type=$3 file=$4; shift 4
  if [ -n "$dry" ]; then echo "$method $url < \${file##*/}"; return; fi
  code=$(curl -sS -K "$work/auth" -X "$method" "$url" -H 'kbn-xsrf: agent-siem' -H "Content-Type: $type" --data-binary "@$file" -o "$work/answer" -w '%{http_code}' "$@")
  case $code in
    2*)
      # A bulk request is answered with 200 whatever became of its documents.
      if grep -q '"errors":true' "$work/answer"; then echo "$method $url: not everything was taken" >&2; cat "$work/answer" >&2; exit 1; fi
      echo "$method $url: $code" ;;
    409) echo "$method $url: is there already" ;;
    *) echo "$method $url: $code" >&2; cat "$work/answer" >&2; exit 1 ;;
  esac
}
import() { # url file
  if [ -n "$dry" ]; then echo "POST $1 < $2"; return; fi
  cp "$2" "$work/upload.ndjson"
  code=$(curl -sS -K "$work/auth" -X POST "$1" -H 'kbn-xsrf: agent-siem' -F "file=@$work/upload.ndjson" -o "$work/answer" -w '%{http_code}')
  case $code in 2*) ;; *) echo "POST $1: $code" >&2; cat "$work/answer" >&2; exit 1 ;; esac
  if grep -q '"success":false' "$work/answer"; then echo "POST $1: not everything was taken" >&2; cat "$work/answer" >&2; exit 1; fi
  echo "POST $1: $code"
}
`;

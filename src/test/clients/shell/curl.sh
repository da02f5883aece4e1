# curl as its manual shows it. Prints a line for each step: its name, a tab, what came of it.
set -u
url=$GATEWAY_URL/v1/verifications
step() { # step NAME ARGUMENTS...
  local name=$1 told
  shift
  told=$(curl -s -w '\n%{http_code}' -H "Authorization: Bearer $GATEWAY_KEY" "$@") || { printf '%s\tlost: %s\n' "$name" $?; return; }
  status=${told##*$'\n'}
  code=$(grep -o '"\(code\|status\)":"[a-z_]*"' <<<"$told" | head -1 | cut -d'"' -f4)
  id=$(grep -o '"id":"[^"]*"' <<<"$told" | head -1 | cut -d'"' -f4)
  printf '%s\t%s %s\n' "$name" "$status" "$code"
}
printf 'version\t%s\n' "$(curl --version | head -1 | cut -d' ' -f2)"
step submit "$url/document" -F "document=@$PICTURE"
submitted=$id
step stream "$url/document" -F "document=@$PICTURE" -H 'Transfer-Encoding: chunked'
step refused "$url/document" -F "document=@$TEXT;type=image/jpeg"
step again "$url/document" -F "document=@$PICTURE;filename=\"a\\\"b.jpg\"" --form-escape
step refused-big "$url/document" -F "document=@$BIG;type=image/jpeg"
step again-big "$url/document" -F "document=@$PICTURE"
step watch "$url/$submitted" -H 'Prefer: wait=20'

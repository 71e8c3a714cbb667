#!/usr/bin/env bash
# html_valid.sh BASE_URL [--max 60] [--cookie 'a=b'] [--start /,/login]
# The W3C's Nu Html Checker (vnu.jar) on every HTML page of a same-origin crawl, error pages included.
# Exit 1 on any error. Last line: HTML_VALID pages=N errors=N warnings=N
here=$(cd "$(dirname "$0")" && pwd); T=$here/..; base=$1; shift
d=$(mktemp -d); python3 "$here/spider.py" "$base" "$d" "$@" || exit 2
java -Xmx512m -jar "$T/node_modules/vnu-jar/build/dist/vnu.jar" --format json --exit-zero-always "$d"/*.html 2> "$d/vnu.json"
python3 - "$d" <<'P'
import json, os, sys
d = sys.argv[1]; url = {l.split("\t")[0]: l.rstrip("\n").split("\t")[2] for l in open(d + "/index.tsv")}
m = json.load(open(d + "/vnu.json"))["messages"]; err = [x for x in m if x["type"] in ("error", "non-document-error")]; warn = [x for x in m if x.get("subType") == "warning"]
agg = {}
for x in err: agg.setdefault(x["message"][:150], []).append((url.get(os.path.basename(x.get("url", "")), "?"), x.get("lastLine")))
for k, v in sorted(agg.items(), key=lambda kv: -len(kv[1])): print(f"error x{len(v)} {k}  e.g. {v[0][0]} line {v[0][1]}")
for x in warn[:20]: print("warning", x["message"][:120], url.get(os.path.basename(x.get("url", "")), "?"))
print(f"HTML_VALID pages={len(url)} errors={len(err)} warnings={len(warn)}"); sys.exit(1 if err or not url else 0)
P
rc=$?; rm -rf "$d"; exit $rc

#!/usr/bin/env bash
# The page as a browser has it. Installs Chromium where there is none.
set -euo pipefail
cd "$CHECKOUT"
find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
if ! find_browser; then
  sudo=$([ "$(id -u)" -eq 0 ] || echo sudo)
  $sudo apt-get update && $sudo apt-get install -y --no-install-recommends chromium
fi
browser=$(find_browser)
# what every reader can do: one dump of the page by the browser itself
"$browser" --headless=new --no-sandbox --disable-gpu --user-data-dir="$WORK/dump-profile" --dump-dom \
  "file://$WORK/reports/reference/index.html" 2>"$WORK/dump-stderr" >"$WORK/dump.html"
rows=$(grep -c '<div class="case ' "$WORK/dump.html")
echo "dump: $rows case rows"
for name in reference wrong; do node .ci/browser.mjs "$browser" "$WORK/reports/$name" "$WORK/profile"; done

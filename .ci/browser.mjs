/** Opens a report in Chromium: every case has a row with a box, every bug its card, nothing is complained about, the search works; and without scripts too. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [browser, folder, profile] = process.argv.slice(2);
const args = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  `--user-data-dir=${profile}`,
  "--remote-debugging-pipe",
];
const chromium = spawn(browser, args, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const [input, output] = [chromium.stdio[3], chromium.stdio[4]];

/** DevTools protocol over the pipe: JSON texts that end in a zero byte. */
const pending = new Map();
const listeners = new Set();
let [last, rest] = [0, Buffer.alloc(0)];
output.on("data", (bytes) => {
  rest = Buffer.concat([rest, bytes]);
  for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
    const message = JSON.parse(rest.subarray(0, end).toString("utf8"));
    rest = rest.subarray(end + 1);
    if (message.id === undefined) for (const listener of listeners) listener(message);
    else pending.get(message.id)?.(message);
  }
});
function send(method, params = {}, sessionId = undefined) {
  const id = ++last;
  input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  return new Promise((done, failed) => {
    pending.set(id, ({ result, error }) =>
      error ? failed(new Error(`${method}: ${error.message}`)) : done(result),
    );
  });
}

/** A page that is loaded, what the browser complained of meanwhile, and a way to ask it. */
async function open(file, { scripts }) {
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const ask = (method, params) => send(method, params, sessionId);
  const complaints = [];
  let loaded;
  const load = new Promise((done) => {
    loaded = done;
  });
  listeners.add(({ method, params, sessionId: of }) => {
    if (of !== sessionId) return;
    if (method === "Page.loadEventFired") loaded();
    if (method === "Runtime.exceptionThrown")
      complaints.push(params.exceptionDetails.exception?.description ?? "exception");
    if (method === "Log.entryAdded" && params.entry.level !== "verbose") complaints.push(params.entry.text);
    if (method === "Runtime.consoleAPICalled" && /error|warning|assert/.test(params.type))
      complaints.push(params.type);
  });
  for (const domain of ["Page", "Runtime", "Log", "DOM"]) await ask(`${domain}.enable`);
  await ask("Emulation.setScriptExecutionDisabled", { value: !scripts });
  await ask("Page.navigate", { url: pathToFileURL(resolve(file)).href });
  await load;
  return { ask, complaints, close: () => send("Target.closeTarget", { targetId }) };
}

/** Boxes of all nodes that a selector finds: those that are laid out, so that somebody sees them. */
async function visible({ ask }, selector) {
  const { root } = await ask("DOM.getDocument", { depth: 0 });
  const { nodeIds } = await ask("DOM.querySelectorAll", { nodeId: root.nodeId, selector });
  const boxes = await Promise.all(
    nodeIds.map((nodeId) =>
      ask("DOM.getBoxModel", { nodeId }).then(
        ({ model }) => model.height > 0,
        () => false,
      ),
    ),
  );
  return boxes.filter(Boolean).length;
}

async function check() {
  const lines = readFileSync(join(folder, "results.jsonl"), "utf8").trimEnd().split("\n");
  const read = lines.map((line) => JSON.parse(line));
  const findings = read.filter(({ type }) => type === "finding");
  const { suspects = [], unexplained = [] } = read.find(({ type }) => type === "diagnosis") ?? {};
  const file = join(folder, "index.html");
  for (const scripts of [true, false]) {
    const page = await open(file, { scripts });
    assert.equal(await visible(page, ".case summary"), findings.length, "a row for each case");
    const cards = suspects.length + Math.min(1, unexplained.length);
    assert.equal(
      await visible(page, ".told h3"),
      cards,
      "a card for each bug, and one for what no bug explains",
    );
    const { root } = await page.ask("DOM.getDocument", { depth: 0 });
    const { outerHTML } = await page.ask("DOM.getOuterHTML", { nodeId: root.nodeId });
    for (const { id } of findings) assert.ok(outerHTML.includes(id), `${id} is not on the page`);
    for (const { name } of suspects.flatMap(({ bugs }) => bugs))
      assert.ok(outerHTML.includes(name), `${name} is not on the page`);
    if (scripts) {
      const expression = `(() => { const find = document.querySelector("#find"); find.value = "chapter/mse"; find.dispatchEvent(new Event("input")); })()`;
      await page.ask("Runtime.evaluate", { expression });
      assert.equal(await visible(page, ".case summary"), 1, "the search finds one case");
    } else
      assert.equal(await visible(page, ".js"), 0, "no control that needs a script is shown without scripts");
    assert.deepEqual(page.complaints, [], "the browser complains");
    await page.close();
    console.log(`${file}: ${findings.length} rows, no complaint, scripts ${scripts ? "on" : "off"}`);
  }
  // the listener does hear: a page that is wrong on purpose
  const wrong = join(profile, "wrong.html");
  writeFileSync(wrong, "<!doctype html><title>wrong</title><script>throw new Error('planted')</script>");
  const page = await open(wrong, { scripts: true });
  assert.match(page.complaints.join(), /planted/);
}

try {
  await check();
} finally {
  chromium.kill("SIGKILL");
}

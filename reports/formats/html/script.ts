/** What the page can do beyond being read. Plain JavaScript in a text, because it is put into the page as it stands. */
export const script = String.raw`(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const FAILING = ["violates", "errored", "disputed", "inconclusive", "imprecise"];
  const cases = all(".case").map((node) => ({
    node,
    home: node.parentElement,
    verdict: node.dataset.verdict,
    digits: Number(node.dataset.digits),
    ms: Number(node.dataset.ms),
    text: [one("summary", node), one(".said", node), ...all(".bug", node)].map((part) => (part ? part.textContent : "")).join(" ").toLowerCase(),
  }));
  const boxes = all(".only");
  const find = one("#find");
  const sort = one("#sort");
  const sorted = one("#sorted");
  let shown = cases;
  let order = "";

  /** The state is what the controls show; the address bar follows it, so that a link or the back button restores it. */
  const state = () => ({ only: boxes.filter((box) => box.checked).map((box) => box.value), find: find ? find.value : "", sort: sort ? sort.value : "" });
  const words = (text) => (text.toLowerCase().match(/-?"[^"]*"|\S+/g) || []).map((word) => {
    const without = word.length > 1 && word[0] === "-";
    return { without, text: word.slice(without ? 1 : 0).replace(/"/g, "") };
  });

  function apply(remember) {
    if (!find) return;
    const now = state();
    const wanted = words(now.find);
    shown = cases.filter((one) => (now.only.length === 0 || now.only.includes(one.verdict)) && wanted.every((word) => one.text.includes(word.text) !== word.without));
    const kept = new Set(shown);
    for (const one of cases) one.node.hidden = !kept.has(one);
    const homes = new Set(shown.map((one) => one.home));
    for (const group of all(".group")) group.hidden = !homes.has(group) || now.sort !== "";
    if (now.sort !== order) {
      order = now.sort;
      const by = { digits: (a, b) => (a.digits < 0) - (b.digits < 0) || a.digits - b.digits, ms: (a, b) => b.ms - a.ms }[order];
      const moved = by ? [...cases].sort(by) : cases;
      for (const one of moved) (by ? sorted : one.home).append(one.node);
      sorted.hidden = !by;
    }
    if (order) {
      const place = new Map([...sorted.children].map((node, i) => [node, i]));
      shown = [...shown].sort((a, b) => place.get(a.node) - place.get(b.node));
    }
    one("#nothing").hidden = shown.length > 0;
    one("#shown").textContent = shown.length === cases.length ? cases.length + " cases" : shown.length + " of " + cases.length + " cases";
    if (!remember) return;
    const said = new URLSearchParams();
    if (now.only.length) said.set("only", now.only.join(","));
    if (now.find) said.set("find", now.find);
    if (now.sort) said.set("sort", now.sort);
    history.replaceState(null, "", "#" + said.toString().replace(/%2C/g, ","));
  }

  function set(only, text, by) {
    for (const box of boxes) box.checked = only.includes(box.value);
    if (find) find.value = text;
    if (sort) sort.value = by;
    if (sort && sort.selectedIndex < 0) sort.value = "";
  }

  function fromAddress() {
    const hash = location.hash.slice(1);
    const body = hash && !hash.includes("=") ? document.getElementById(hash) : null;
    const here = body && body.closest(".case");
    if (here) {
      if (here.hidden) set([], "", sort.value);
      apply(false);
      return go(here, true);
    }
    // a bug, from its case: whatever the controls show stays
    if (body) return apply(false);
    const said = new URLSearchParams(hash.includes("=") ? hash : "");
    set((said.get("only") || "").split(","), said.get("find") || "", said.get("sort") || "");
    apply(false);
  }

  function go(node, open) {
    if (open) one("details", node).open = true;
    one("summary", node).focus({ preventScroll: true });
    node.scrollIntoView({ block: open ? "start" : "nearest" });
  }

  const current = () => document.activeElement && document.activeElement.closest(".case");
  function step(by) {
    const at = shown.findIndex((one) => one.node === current());
    const next = shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by];
    if (next) go(next.node, false);
  }

  async function copy(button) {
    if (!button) return;
    const code = one("code", button.parentElement);
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "copied";
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = "press Ctrl+C";
    }
    setTimeout(() => (button.textContent = "copy"), 1500);
  }

  const THEMES = ["auto", "light", "dark"];
  function theme(name) {
    root.dataset.theme = name;
    one("#theme span").textContent = name;
    try { localStorage.setItem("backproof-theme", name); } catch {}
  }
  function nextTheme() { theme(THEMES[(THEMES.indexOf(root.dataset.theme || "auto") + 1) % THEMES.length]); }
  try { const kept = localStorage.getItem("backproof-theme"); if (THEMES.includes(kept)) theme(kept); } catch {}

  function clear() { set([], "", ""); apply(true); }
  function failing() {
    const { only, find, sort } = state();
    set(only.length > 0 && only.every((verdict) => FAILING.includes(verdict)) ? [] : FAILING, find, sort);
    apply(true);
  }

  document.addEventListener("click", (event) => {
    if (event.target.matches(".copy")) copy(event.target);
    else if (event.target.closest("#theme")) nextTheme();
    else if (event.target.closest("#help-button")) one("#help").showModal();
    else if (event.target.matches("#clear")) clear();
  });
  for (const box of boxes) box.addEventListener("change", () => apply(true));
  if (find) find.addEventListener("input", () => apply(true));
  if (sort) sort.addEventListener("change", () => apply(true));
  window.addEventListener("hashchange", fromAddress);
  window.addEventListener("beforeprint", () => {
    for (const one of shown) if (FAILING.includes(one.verdict)) one.node.querySelector("details").open = true;
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || one("#help").open) return;
    const typing = event.target.matches?.("input[type=search], select");
    if (event.key === "Escape") { if (typing) event.target.blur(); clear(); return; }
    if (typing) return;
    const does = {
      "/": () => find && find.focus(),
      j: () => step(1),
      k: () => step(-1),
      f: failing,
      t: nextTheme,
      c: () => current() && copy(one(".copy", current())),
      "?": () => one("#help").showModal(),
    }[event.key];
    if (does) { event.preventDefault(); does(); }
  });
  fromAddress();
})();`;

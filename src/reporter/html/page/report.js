// Turns the executions of a run into rows, and a row into details once it is opened.
(() => {
  "use strict";

  /** @type {Array<object>} One object for each execution; its shape stands in `html/execution.rs`. */
  const executions = JSON.parse(document.getElementById("executions").textContent);
  const settings = JSON.parse(document.getElementById("settings").textContent);
  const $ = (id) => document.getElementById(id);
  const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  /** What turns or hides text, as `src/shown.rs` has it: it is shown by its number. */
  const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;
  const number = (c) => (c < "\u0100" ? `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}` : c.length === 1 ? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}` : `\\u{${c.codePointAt(0).toString(16)}}`);
  const esc = (text) => String(text ?? "").replace(HIDDEN, number).replace(/[&<>"']/g, (c) => ESCAPES[c]);
  const MARKS = { passed: "✓", failed: "✗", skipped: "–" };
  const HIGHLIGHT_LIMIT = 100_000;

  const bytes = (n) => (n < 1000 ? `${n} B` : n < 1e6 ? `${(n / 1e3).toFixed(1)} kB` : `${(n / 1e6).toFixed(1)} MB`);
  const ms = (n) => (n < 10 ? `${n.toFixed(1)} ms` : n < 1000 ? `${Math.round(n)} ms` : `${(n / 1000).toFixed(1)} s`);
  const state = (x) => (x.failed ? "failed" : x.skipped || skippedTests(x).length ? "skipped" : "passed");
  const skippedTests = (x) => (x.tests ?? []).filter((test) => test.state === "skipped");
  const failedTests = (x) => (x.tests ?? []).filter((test) => test.state === "failed");

  // ---- rows -----------------------------------------------------------------------------------------------

  const row = (x, i) => {
    const tests = x.tests ?? [];
    const held = tests.filter((test) => test.state === "passed").length;
    const status = x.skipped ? "skipped" : x.requestError ? "no response" : `${x.status ?? ""} ${x.reason ?? ""}`;
    return `<details class="row ${state(x)}" data-i="${i}"><summary>` +
      `<span class="mark" aria-hidden="true">${MARKS[state(x)]}</span><span class="visually-hidden">${state(x)}</span>` +
      `<span class="method">${esc(x.method)}</span><span class="name">${esc(x.name)}</span>` +
      `<span class="url" title="${esc(x.url)}">${esc(x.url)}</span><span class="status">${esc(status)}</span>` +
      `<span class="num time">${x.ms === undefined ? "" : ms(x.ms)}</span>` +
      `<span class="num size">${x.bytes === undefined ? "" : bytes(x.bytes)}</span>` +
      `<span class="num tests" title="tests passed">${tests.length ? `${held}/${tests.length}` : ""}</span></summary></details>`;
  };

  /** All rows below their iteration and their folder. */
  const list = () => {
    const several = executions.some((x) => x.iteration !== executions[0].iteration);
    const level = several ? 4 : 3;
    let html = "", iteration, folder, open = "";
    executions.forEach((x, i) => {
      const path = x.folders.join(" / ");
      if (x.iteration !== iteration) {
        html += open + `<div class="iteration">${several ? `<h3>Iteration ${x.iteration + 1}</h3>` : ""}`;
        [iteration, folder, open] = [x.iteration, undefined, "</div>"];
      }
      if (path !== folder) {
        html += (folder === undefined ? "" : "</div>") + `<div class="folder">${path ? `<h${level}>${esc(path)}</h${level}>` : ""}` +
          (Object.hasOwn(settings.folders, path) ? `<div class="description">${settings.folders[path]}</div>` : "");
        [folder, open] = [path, "</div></div>"];
      }
      html += row(x, i);
    });
    return html + open;
  };

  // ---- details --------------------------------------------------------------------------------------------

  const copyButton = '<button type="button" class="quiet copy">Copy</button>';

  const headers = (pairs) => (!pairs?.length ? "" :
    `<section><h3>Headers</h3><table><tbody>${pairs.map(([key, value]) =>
      `<tr><th scope="row">${esc(key)}</th><td><code>${esc(value)}</code></td></tr>`).join("")}</tbody></table></section>`);

  const body = (side, title) => {
    const content = side?.body;
    if (!content) { return ""; }
    if (content.binary !== undefined) { return `<section><h3>${title}</h3><p class="empty">${bytes(content.binary)} that are no text</p></section>`; }
    if (content.form !== undefined) { return form(content, title); }
    const cut = content.of ? `<p class="empty">cut: ${bytes(content.of)} in all</p>` : "";
    return `<section><h3>${title} ${copyButton}</h3><pre tabindex="0" aria-label="${title}">${paint(content.text, side.type)}</pre>${cut}</section>`;
  };

  const form = ({ mode, form: fields }, title) => {
    if (!Array.isArray(fields)) {
      return `<section><h3>${title}: ${esc(mode)}</h3><pre tabindex="0" aria-label="${title}">${paint(JSON.stringify(fields), "application/json")}</pre></section>`;
    }
    const rows = fields.filter((field) => !field.disabled).map((field) =>
      `<tr><th scope="row">${esc(field.key)}</th><td><code>${esc(field.src ? `file: ${field.src}` : field.value)}</code></td></tr>`);
    return `<section><h3>${title}: ${esc(mode)}</h3><table><tbody>${rows.join("")}</tbody></table></section>`;
  };

  const where = (error) => {
    const script = error.script === "test" ? "test script" : "pre-request script";
    return `<div class="where">${error.line ? `line ${error.line} of the ` : "in the "}${script} of ${esc(error.owner)}</div>`;
  };

  const failure = (error) => `<div class="message">${esc([error.name, error.message].filter(Boolean).join(": ") || "an error without a message")}</div>${where(error)}`;

  const test = (t) => `<li class="${t.state}"><span class="state" aria-hidden="true">${MARKS[t.state]}</span>` +
    `<span class="visually-hidden">${t.state}: </span>${esc(t.name)}${t.error ? failure(t.error) : ""}</li>`;

  const tests = (x) => {
    const failed = (x.errors ?? []).map((error) => `<li class="failed"><span class="state" aria-hidden="true">${MARKS.failed}</span>exception${failure(error)}</li>`);
    const all = [...(x.tests ?? []).map(test), ...failed];
    return all.length ? `<section><h3>Tests</h3><ul class="test-list">${all.join("")}</ul></section>` : "";
  };

  const consoleLines = (x) => (!x.console ? "" :
    `<section><h3>Console</h3><ul class="console">${x.console.map((line) =>
      `<li class="${esc(line.level)}">${esc(line.text)}</li>`).join("")}</ul></section>`);

  const PHASE_COLOURS = ["#8250df", "#0969da", "#1b7c83", "#9a6700", "#1a7f37"];
  const phases = (x) => {
    const total = (x.phases ?? []).reduce((sum, [, time]) => sum + time, 0);
    if (!total) { return ""; }
    const bars = x.phases.map(([, time], i) => `<i style="width:${(100 * time) / total}%;background:${PHASE_COLOURS[i]}"></i>`);
    const words = x.phases.map(([name, time], i) => `<span><i style="background:${PHASE_COLOURS[i]}"></i>${name} ${ms(time)}</span>`);
    return `<section><h3>Timing</h3><div class="phases" aria-hidden="true">${bars.join("")}</div><div class="legend">${words.join("")}</div></section>`;
  };

  const calls = (x) => (!x.calls ? "" : `<section><h3>Requests of scripts</h3><table><tbody>${x.calls.map((call) =>
    `<tr><th scope="row" class="mono">${esc(call.method)}</th><td class="mono">${esc(call.url)}</td><td>${esc(call.requestError ?? `${call.status} ${call.reason}`)}</td><td>${call.ms === undefined ? "" : ms(call.ms)}</td></tr>`).join("")}</tbody></table></section>`);

  const sides = (x) => `<div class="sides"><div><h3 class="side">Request</h3><p class="mono">${esc(x.method)} ${esc(x.url)}</p>` +
    `${body(x.request, "Body")}${headers(x.request?.headers)}</div><div><h3 class="side">Response</h3>` +
    (x.requestError ? `<p class="run-error">${esc(x.requestError)}</p>` : `<p>${esc(x.status)} ${esc(x.reason)}</p>`) +
    `${body(x.response, "Body")}${headers(x.response?.headers)}${phases(x)}</div></div>`;

  const details = (x) => `<div class="body">${x.description ? `<div class="description">${x.description}</div>` : ""}` +
    `${tests(x)}${consoleLines(x)}${calls(x)}${x.skipped ? '<p class="empty">skipped by its pre-request script: nothing was sent</p>' : sides(x)}</div>`;

  const fill = (element) => {
    if (element.querySelector(":scope > .body")) { return; }
    element.insertAdjacentHTML("beforeend", details(executions[element.dataset.i]));
  };

  // ---- highlighting ---------------------------------------------------------------------------------------

  /** JSON is laid out and coloured, XML and HTML are coloured, anything else stays as it is. */
  const paint = (text, type = "") => {
    let shown = text;
    const json = /json/.test(type) || (/^\s*[[{]/.test(text) && !/html|xml/.test(type));
    if (json && text.length < HIGHLIGHT_LIMIT * 3) {
      try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* broken JSON stays as it came */ }
    }
    if (!settings.highlight || shown.length > HIGHLIGHT_LIMIT) { return esc(shown); }
    if (json) {
      return esc(shown).replace(/(&quot;(?:\\.|(?!&quot;)[^\\])*&quot;)(\s*:)?|\b(true|false|null)\b|-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b/g,
        (all, string, colon, word) => (string ? `<span class="${colon ? "t-key" : "t-string"}">${string}</span>${colon ?? ""}`
          : `<span class="${word ? "t-word" : "t-number"}">${all}</span>`));
    }
    if (/xml|html/.test(type) || /^\s*</.test(shown)) {
      return esc(shown).replace(/&lt;\/?[\w:!?-]+|\/?&gt;/g, (tag) => `<span class="t-tag">${tag}</span>`);
    }
    return esc(shown);
  };

  // ---- failed and skipped ---------------------------------------------------------------------------------

  const place = (x) => [executions.some((y) => y.iteration) ? `iteration ${x.iteration + 1}` : "", ...x.folders, x.name].filter(Boolean).join(" / ");

  /** A card for each execution with a failure, the response beside it; the first ones stand open. */
  const OPEN_CARDS = 20;
  const failures = () => {
    const failed = executions.map((x, i) => [x, i]).filter(([x]) => x.failed);
    if (!failed.length) { return '<p class="empty">Nothing failed.</p>'; }
    return failed.map(([x, i], nth) => {
      const names = [...failedTests(x).map((t) => t.name), ...(x.errors ?? []).map((error) => error.message ?? "an exception"), ...(x.requestError ? [x.requestError] : [])];
      return `<details class="row failed card-row" data-i="${i}"${nth < OPEN_CARDS ? " data-open" : ""}><summary>` +
        `<span class="mark" aria-hidden="true">${MARKS.failed}</span><span class="method">${esc(x.method)}</span>` +
        `<span class="name">${esc(place(x))}</span><span class="url">${esc(names.join(" · "))}</span>` +
        `<span class="status">${esc(x.status ?? "")}</span></summary></details>`;
    }).join("");
  };

  const skips = () => {
    const rows = executions.flatMap((x) => (x.skipped ? [[x, "the whole request"]] : skippedTests(x).map((t) => [x, t.name])));
    if (!rows.length) { return '<p class="empty">Nothing was skipped.</p>'; }
    return `<table><caption>Skipped</caption><thead><tr><th scope="col">Request</th><th scope="col">Test</th></tr></thead><tbody>` +
      rows.map(([x, name]) => `<tr><th scope="row">${esc(place(x))}</th><td>${esc(name)}</td></tr>`).join("") + "</tbody></table>";
  };

  // ---- charts ---------------------------------------------------------------------------------------------

  const STATUS_COLOURS = { "2xx": "#1a7f37", "3xx": "#0969da", "4xx": "#9a6700", "5xx": "#cf222e", "1xx": "#8250df", none: "#6e7781" };
  const legend = (parts) => `<div class="legend">${parts.map(([name, count, colour]) => `<span><i style="background:${colour}"></i>${name} ${count}</span>`).join("")}</div>`;

  const donut = (title, parts) => {
    const total = parts.reduce((sum, [, count]) => sum + count, 0);
    if (!total) { return ""; }
    const round = 2 * Math.PI * 40;
    let turned = 0;
    const arcs = parts.filter(([, count]) => count).map(([, count, colour]) => {
      const arc = `<circle cx="60" cy="60" r="40" fill="none" stroke="${colour}" stroke-width="18" stroke-dasharray="${(round * count) / total} ${round}" stroke-dashoffset="${-turned}" transform="rotate(-90 60 60)"/>`;
      turned += (round * count) / total;
      return arc;
    });
    const words = parts.map(([name, count]) => `${count} ${name}`).join(", ");
    return `<figure><figcaption>${title}</figcaption><svg viewBox="0 0 120 120" role="img" aria-label="${title}: ${words}">${arcs.join("")}` +
      `<text x="60" y="66" text-anchor="middle" font-size="18" fill="currentColor">${total}</text></svg>${legend(parts)}</figure>`;
  };

  /** Response times in the order of the run; of many requests the slowest of each stretch is drawn. */
  const times = () => {
    const all = executions.filter((x) => x.ms !== undefined).map((x) => x.ms);
    if (all.length < 2) { return ""; }
    const step = Math.ceil(all.length / 300);
    const drawn = [];
    for (let i = 0; i < all.length; i += step) { drawn.push(Math.max(...all.slice(i, i + step))); }
    const top = Math.max(...drawn) || 1;
    const points = drawn.map((time, i) => `${((i * 300) / Math.max(drawn.length - 1, 1)).toFixed(1)},${(100 - (95 * time) / top).toFixed(1)}`);
    const label = `Response times over ${all.length} requests, at most ${ms(top)}`;
    return `<figure><figcaption>${label}</figcaption><svg viewBox="0 0 300 100" preserveAspectRatio="none" role="img" aria-label="${label}">` +
      `<polyline points="${points.join(" ")}" fill="none" stroke="#0969da" stroke-width="1.5" vector-effect="non-scaling-stroke"/></svg></figure>`;
  };

  const charts = () => {
    const all = executions.flatMap((x) => x.tests ?? []);
    const count = (wanted) => all.filter((t) => t.state === wanted).length;
    const classes = {};
    for (const x of executions) {
      if (x.skipped) { continue; }
      const key = x.status ? `${Math.floor(x.status / 100)}xx` : "none";
      classes[key] = (classes[key] ?? 0) + 1;
    }
    return donut("Tests", [["passed", count("passed"), "#1a7f37"], ["failed", count("failed"), "#cf222e"], ["skipped", count("skipped"), "#9a6700"]]) +
      donut("Responses", Object.keys(classes).sort().map((key) => [key, classes[key], STATUS_COLOURS[key] ?? "#6e7781"])) + times();
  };

  // ---- behaviour ------------------------------------------------------------------------------------------

  const tabs = [...document.querySelectorAll('[role="tab"]')];
  /** A part is laid out when it is first looked at: a page of thousands of requests opens at once. */
  const parts = {
    requests: () => {
      $("list").innerHTML = executions.length ? list() : '<p class="empty">Nothing was sent.</p>';
      sift();
    },
    failed: () => {
      $("failures").innerHTML = failures();
      for (const element of document.querySelectorAll("details[data-open]")) { element.open = true; }
    },
    skipped: () => { $("skips").innerHTML = skips(); },
  };
  const layOut = (part) => {
    parts[part]?.();
    delete parts[part];
  };
  const show = (tab, focus) => {
    layOut(tab.getAttribute("aria-controls"));
    for (const other of tabs) {
      const on = other === tab;
      other.setAttribute("aria-selected", on);
      other.tabIndex = on ? 0 : -1;
      $(other.getAttribute("aria-controls")).hidden = !on;
    }
    if (focus) { tab.focus(); }
    history.replaceState(null, "", `#${tab.getAttribute("aria-controls")}`);
  };
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => show(tab));
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to !== undefined) { event.preventDefault(); show(tabs[(to + tabs.length) % tabs.length], true); }
    });
  });

  const texts = executions.map((x) => [x.name, x.url, x.method, x.status, x.reason, ...x.folders, ...(x.tests ?? []).map((t) => t.name)].join(" ").toLowerCase());
  let filter = "all";
  const sift = () => {
    const wanted = $("search").value.trim().toLowerCase();
    let shown = 0;
    for (const element of $("list").querySelectorAll("details.row")) {
      const i = element.dataset.i;
      const fits = (filter === "all" || state(executions[i]) === filter) && texts[i].includes(wanted);
      element.hidden = !fits;
      shown += fits;
    }
    for (const group of $("list").querySelectorAll(".folder, .iteration")) {
      group.hidden = !group.querySelector("details.row:not([hidden])");
    }
    $("shown").textContent = shown === executions.length ? `${shown} requests` : `${shown} of ${executions.length} requests`;
  };
  let waiting;
  $("search").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(sift, 80); });
  $("tools").addEventListener("submit", (event) => event.preventDefault());
  for (const chip of document.querySelectorAll("[data-filter]")) {
    chip.addEventListener("click", () => {
      filter = chip.dataset.filter;
      for (const other of document.querySelectorAll("[data-filter]")) { other.setAttribute("aria-pressed", other === chip); }
      sift();
    });
  }
  const all = (open) => $("list").querySelectorAll("details.row:not([hidden])").forEach((element) => { element.open = open; });
  $("expand").addEventListener("click", () => all(true));
  $("collapse").addEventListener("click", () => all(false));
  document.addEventListener("toggle", (event) => { if (event.target.open && event.target.matches?.("details.row")) { fill(event.target); } }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      show($("tab-requests"));
      $("search").focus();
    }
  });
  document.addEventListener("click", async (event) => {
    if (!event.target.matches(".copy")) { return; }
    const text = event.target.closest("section").querySelector("pre").textContent;
    try { await navigator.clipboard.writeText(text); event.target.textContent = "Copied"; } catch { event.target.textContent = "Not allowed"; }
    setTimeout(() => { event.target.textContent = "Copy"; }, 1500);
  });
  addEventListener("beforeprint", () => {
    Object.keys(parts).forEach(layOut);
    document.querySelectorAll("#failures details.row").forEach((element) => { element.open = true; fill(element); });
  });

  const memory = { get: () => { try { return localStorage.getItem("postino-theme"); } catch { return null; } }, set: (theme) => { try { localStorage.setItem("postino-theme", theme); } catch { /* a file without storage forgets */ } } };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paintPage = () => { document.documentElement.dataset.theme = memory.get() ?? (dark.matches ? "dark" : "light"); };
  dark.addEventListener("change", paintPage);
  $("theme").addEventListener("click", () => { memory.set(document.documentElement.dataset.theme === "dark" ? "light" : "dark"); paintPage(); });
  paintPage();

  for (const time of document.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (isNaN(at)) { continue; }
    const look = { dateStyle: "medium", timeStyle: "long" };
    try { time.textContent = at.toLocaleString(undefined, { ...look, timeZone: settings.timezone ?? undefined }); } catch { time.textContent = at.toLocaleString(undefined, look); }
  }
  const counts = { requests: executions.length, skipped: executions.reduce((sum, x) => sum + (x.skipped ? 1 : skippedTests(x).length), 0) };
  for (const element of document.querySelectorAll("[data-count]")) { element.textContent = counts[element.dataset.count]; }
  $("charts").innerHTML = charts();
  const asked = tabs.find((tab) => `#${tab.getAttribute("aria-controls")}` === location.hash);
  if (asked) { show(asked); }
})();

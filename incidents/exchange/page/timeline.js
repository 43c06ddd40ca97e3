/* Incidents over time: bars by month or day, stacked by type; a drag across it keeps those days. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const HEIGHT = 92;
  const FOOT = 18;
  const DAYS_AT_MOST = 100;

  function make(name, values, parent) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
    if (parent) parent.append(element);
    return element;
  }

  /* Bars over the whole span of the records: by day when that is short, else by month. */
  function binsOf(records) {
    const starts = records.filter((r) => r.dates).map((r) => r.dates[0]).sort();
    if (!starts.length) return null;
    const first = starts[0];
    const last = starts.at(-1);
    const byDay = Page.dayNumber(last) - Page.dayNumber(first) <= DAYS_AT_MOST;
    const month = (iso) => Number(iso.slice(0, 4)) * 12 + Number(iso.slice(5, 7)) - 1;
    const numberOf = byDay ? Page.dayNumber : month;
    const from = numberOf(first);
    const isoOf = (k) =>
      byDay
        ? new Date((from + k) * Page.DAY).toISOString().slice(0, 10)
        : Math.floor((from + k) / 12) + "-" + String(((from + k) % 12) + 1).padStart(2, "0") + "-01";
    const n = numberOf(last) - from + 1;
    const lastOf = (k) => new Date(Date.parse(isoOf(k + 1)) - Page.DAY).toISOString().slice(0, 10);
    return { n, byDay, at: (iso) => numberOf(iso) - from, isoOf, lastOf };
  }

  class Timeline {
    /* `choose` is told the first and last day that a drag keeps. */
    constructor(box, records, types, choose) {
      this.box = box;
      this.records = records;
      this.types = types;
      this.choose = choose;
      this.bins = binsOf(records);
      if (!this.bins) {
        box.hidden = true;
        return;
      }
      box.addEventListener("pointerdown", (event) => this.begin(event));
      box.addEventListener("pointermove", (event) => this.drag(event));
      box.addEventListener("pointerup", () => this.end());
      box.addEventListener("pointercancel", () => (this.pressed = null));
    }

    binAt(event) {
      const { left, width } = this.box.getBoundingClientRect();
      const k = Math.floor(((event.clientX - left) / width) * this.bins.n);
      return Math.max(0, Math.min(this.bins.n - 1, k));
    }

    begin(event) {
      this.box.setPointerCapture(event.pointerId);
      this.pressed = { from: this.binAt(event), to: this.binAt(event) };
      this.shade();
    }

    drag(event) {
      if (!this.pressed) return;
      this.pressed.to = this.binAt(event);
      this.shade();
    }

    end() {
      if (!this.pressed) return;
      const [a, b] = [this.pressed.from, this.pressed.to].sort((x, y) => x - y);
      this.pressed = null;
      this.choose(this.bins.isoOf(a), this.bins.lastOf(b));
    }

    /* `rows` pass all filters but the days; `colours` by type. */
    draw(rows, filters, colours) {
      if (!this.bins) return;
      this.filters = filters;
      const { n } = this.bins;
      const counts = Array.from({ length: n }, () => new Map());
      for (const i of rows) {
        const r = this.records[i];
        if (!r.dates) continue;
        const bin = counts[this.bins.at(r.dates[0])];
        bin.set(r.type, (bin.get(r.type) || 0) + 1);
      }
      const most = Math.max(1, ...counts.map((bin) => [...bin.values()].reduce((sum, x) => sum + x, 0)));
      const svg = make("svg", { viewBox: "0 0 1000 " + HEIGHT, preserveAspectRatio: "none" });
      counts.forEach((bin, k) => this.bar(svg, bin, k, most, colours));
      this.mark = make("rect", { y: 0, height: HEIGHT - FOOT, class: "chosen" }, svg);
      this.box.replaceChildren(svg, this.axis());
      this.shade();
    }

    bar(svg, bin, k, most, colours) {
      const width = 1000 / this.bins.n;
      let y = HEIGHT - FOOT;
      this.types.forEach((type, t) => {
        if (!bin.get(type)) return;
        const height = (bin.get(type) / most) * (HEIGHT - FOOT - 4);
        y -= height;
        make("rect", { x: k * width, y, width: Math.max(0.8, width * 0.86), height, fill: colours[t] }, svg);
      });
    }

    axis() {
      const { n, byDay, isoOf } = this.bins;
      const axis = document.createElement("div");
      axis.className = "axis";
      const step = Math.max(1, Math.ceil(n / (this.box.clientWidth > 520 ? 9 : 4)));
      for (let k = 0; k < n; k += byDay ? step : 1) {
        if (!byDay && (!isoOf(k).slice(5).startsWith("01") && k !== 0)) continue;
        if (!byDay && n > 12 * 8 && Number(isoOf(k).slice(0, 4)) % 2) continue;
        const label = document.createElement("span");
        label.style.left = (100 * k) / n + "%";
        label.textContent = byDay ? isoOf(k) : k === 0 && n < 24 ? isoOf(k).slice(0, 7) : isoOf(k).slice(0, 4);
        if (k === 0 && !byDay && n >= 24 && !isoOf(k).slice(5).startsWith("01")) continue;
        axis.append(label);
      }
      return axis;
    }

    shade() {
      const { n, at } = this.bins;
      const clamp = (k) => Math.max(0, Math.min(n - 1, k));
      const { from, to } = this.filters;
      let [a, b] = [from ? clamp(at(from)) : 0, to ? clamp(at(to)) : n - 1];
      if (this.pressed) [a, b] = [this.pressed.from, this.pressed.to].sort((x, y) => x - y);
      const all = !this.pressed && !from && !to;
      this.mark.setAttribute("x", (1000 * a) / n);
      this.mark.setAttribute("width", all ? 0 : (1000 * (b - a + 1)) / n);
    }
  }

  Page.Timeline = Timeline;
})();

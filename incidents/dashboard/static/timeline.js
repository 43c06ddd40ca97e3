// The histogram of days: bars stacked by type, a range to drag across or to move by its two handles, and the days of
// the chosen incident. The browser alone keeps what is being set; Python answers with the number of the last range it
// took in, and an older answer does not undo a newer range.
const DAY_MS = 86400000;
const LEFT = 36, RIGHT = 8, LANE = 16, AXIS = 20;
const NARROW = 18; // pixels that the chosen incident's range is drawn with at least
const WAIT_MS = 120; // after the last key, before the page is asked
const SVG = "http://www.w3.org/2000/svg";
const LABEL_PX = { day: 84, month: 66, year: 44 };
const STEPS = [["day", 1], ["day", 2], ["day", 7], ["day", 14], ["month", 1], ["month", 3], ["month", 6], ["year", 1],
  ["year", 2], ["year", 5], ["year", 10], ["year", 20], ["year", 50], ["year", 100]];
const DAYS = { day: 1, month: 30.4, year: 365.25 };

const dateOf = (day) => new Date(day * DAY_MS);
const iso = (day) => dateOf(day).toISOString().slice(0, 10);
const words = (day, options = { day: "numeric", month: "short", year: "numeric" }) =>
  dateOf(day).toLocaleDateString("en-GB", { ...options, timeZone: "UTC" });
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

function draw(parent, name, attributes, text) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}

/* First days of the ticks between two days, with their words. */
function ticks(begin, end, width) {
  const fits = ([unit, n]) => ((end - begin) / (DAYS[unit] * n)) * LABEL_PX[unit] <= width;
  const [unit, n] = STEPS.find(fits) || STEPS[STEPS.length - 1];
  const found = [];
  const add = (day, options) => { if (day >= begin && day < end) found.push([day, words(day, options)]); };
  if (unit === "day") {
    const monday = n >= 7 ? 4 : begin; // day 4 of the epoch was a Monday
    for (let day = begin + ((((monday - begin) % n) + n) % n); day < end; day += n) add(day);
    return found;
  }
  const first = dateOf(begin);
  const months = unit === "year" ? 12 * n : n;
  const start = first.getUTCFullYear() * 12 + first.getUTCMonth();
  for (let month = Math.ceil(start / months) * months - months; ; month += months) {
    const day = Math.round(Date.UTC(Math.floor(month / 12), ((month % 12) + 12) % 12, 1) / DAY_MS);
    if (day >= end) return found;
    add(day, unit === "year" ? { year: "numeric" } : { month: "short", year: "numeric" });
  }
}

/* A round number at or above the highest bar. */
function roundedUp(most) {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  return [1, 2, 5, 10].map((times) => times * power).find((value) => value >= most);
}

class Timeline {
  constructor(root) {
    this.box = root.querySelector(".box");
    this.svg = root.querySelector("svg");
    this.tip = root.querySelector(".tip");
    this.handles = [...root.querySelectorAll("[role=slider]")];
    this.sent = 0; // number of the last range that was sent
    this.busy = null; // timer of keys not yet sent, or "drag"
    this.box.addEventListener("pointerdown", (event) => this.press(event));
    this.box.addEventListener("pointermove", (event) => this.hover(event));
    this.box.addEventListener("pointerleave", () => { this.tip.hidden = true; });
    this.handles.forEach((handle, which) => {
      handle.addEventListener("keydown", (event) => this.key(event, which));
      handle.addEventListener("blur", () => { if (typeof this.busy === "number") this.send(); });
    });
    new ResizeObserver(() => { if (this.data && this.box.clientWidth !== this.width) this.paint(); }).observe(this.box);
  }

  update(data, send) {
    this.ask = send;
    const drawn = JSON.stringify([data.bins, data.domain, data.mark, data.colours]);
    const changed = drawn !== this.drawn;
    this.data = data;
    this.drawn = drawn;
    this.plot = data.plot;
    this.box.classList.toggle("still", data.still);
    if (data.number >= this.sent && this.busy === null) this.range = this.given();
    else if (!this.range) this.range = this.given();
    this.sent = Math.max(this.sent, data.number);
    if (changed) this.paint();
    else this.frame();
  }

  given() {
    const { first, last, from, to } = this.data;
    const start = clamp(from ?? first, first, last);
    return [start, clamp(to ?? last, start, last)];
  }

  /* x in pixels of the beginning of a day; days may be fractions. */
  x(day) {
    const [begin, end] = this.data.domain;
    return LEFT + ((day - begin) / (end - begin)) * (this.width - LEFT - RIGHT);
  }

  day(event) {
    const [begin, end] = this.data.domain;
    const x = event.clientX - this.box.getBoundingClientRect().left;
    const share = (x - LEFT) / (this.width - LEFT - RIGHT);
    return Math.floor(begin + clamp(share, 0, 1 - 1e-9) * (end - begin));
  }

  paint() {
    const { svg, data } = this;
    this.width = this.box.clientWidth;
    if (!this.width) return;
    svg.replaceChildren();
    svg.setAttribute("viewBox", `0 0 ${this.width} ${LANE + this.plot + AXIS}`);
    svg.setAttribute("height", LANE + this.plot + AXIS);
    const sums = data.bins.map(([, , counts]) => counts.reduce((sum, n) => sum + n, 0));
    const top = roundedUp(Math.max(...sums, 1));
    this.paintScale(top);
    this.paintBars(top);
    this.shades = [0, 1].map(() => draw(svg, "rect", { class: "shade", y: LANE, height: this.plot, x: 0, width: 0 }));
    this.paintAxis();
    if (data.mark) this.paintMark(data.mark);
    this.frame();
  }

  paintScale(top) {
    for (const value of top >= 2 ? [top / 2, top] : [top]) {
      if (!Number.isInteger(value)) continue;
      const y = LANE + this.plot * (1 - value / top);
      draw(this.svg, "line", { class: "grid", x1: LEFT, x2: this.width - RIGHT, y1: y, y2: y });
      draw(this.svg, "text", { x: LEFT - 5, y: y + 4, "text-anchor": "end" }, short(value));
    }
  }

  paintBars(top) {
    const paths = this.data.colours.map(() => "");
    for (const [start, stop, counts] of this.data.bins) {
      const left = this.x(start), whole = this.x(stop + 1) - left;
      const width = Math.max(whole - (whole > 3 ? 0.8 : 0), 0.8);
      let y = LANE + this.plot;
      counts.forEach((n, kind) => {
        if (!n) return;
        const height = (n / top) * this.plot;
        y -= height;
        paths[kind] += `M${left.toFixed(1)} ${y.toFixed(2)}h${width.toFixed(1)}v${height.toFixed(2)}h-${width.toFixed(1)}z`;
      });
    }
    paths.forEach((d, kind) => { if (d) draw(this.svg, "path", { d, fill: this.data.colours[kind] }); });
  }

  paintAxis() {
    const y = LANE + this.plot;
    draw(this.svg, "line", { class: "axis", x1: LEFT, x2: this.width - RIGHT, y1: y, y2: y });
    const [begin, end] = this.data.domain;
    for (const [day, label] of ticks(begin, end, this.width - LEFT - RIGHT)) {
      const x = this.x(day);
      draw(this.svg, "line", { class: "axis", x1: x, x2: x, y1: y, y2: y + 4 });
      const half = label.length * 3;
      const anchor = x - half < 0 ? "start" : x + half > this.width ? "end" : "middle";
      draw(this.svg, "text", { x, y: y + 16, "text-anchor": anchor }, label);
    }
  }

  /* A day is a needle, a duration a full bar with ends, an uncertain day an open one with a question mark. */
  paintMark({ start, end, kind }) {
    const left = this.x(start), right = this.x(end + 1), y = LANE / 2 + 1;
    const group = draw(this.svg, "g", { class: "mark " + kind });
    const middle = clamp((left + right) / 2, LEFT + NARROW / 2, this.width - RIGHT - NARROW / 2);
    if (kind === "day") {
      draw(group, "line", { class: "needle", x1: middle, x2: middle, y1: y, y2: LANE + this.plot });
      draw(group, "path", { class: "head", d: `M${middle - 5} 1h10l-5 9z` });
      return;
    }
    draw(group, "rect", { class: "band", x: left, y: LANE, width: Math.max(right - left, 2), height: this.plot });
    const width = Math.max(right - left, NARROW), x = middle - width / 2;
    const lasting = kind === "duration";
    draw(group, "rect", { class: "bar", x, y: lasting ? 4 : 1, width, height: lasting ? 6 : 13, rx: lasting ? 0 : 5 });
    if (!lasting) draw(group, "text", { x: middle, y: 11.5, "text-anchor": "middle" }, "?");
    for (const edge of lasting ? [x, x + width] : []) {
      draw(group, "line", { class: "needle", x1: edge, x2: edge, y1: 0, y2: 14 });
    }
  }

  /* The range alone: shades beside it and the two handles. */
  frame() {
    if (!this.shades) return;
    const { first, last, still } = this.data;
    const [start, end] = this.range;
    const edges = [this.x(start), this.x(end + 1)];
    const right = this.width - RIGHT;
    for (const [shade, x, stop] of [[this.shades[0], LEFT, edges[0]], [this.shades[1], edges[1], right]]) {
      shade.setAttribute("x", x);
      shade.setAttribute("width", Math.max(stop - x, 0));
    }
    if (start === first) this.shades[0].setAttribute("width", 0);
    if (end === last) this.shades[1].setAttribute("width", 0);
    this.handles.forEach((handle, which) => {
      handle.hidden = still || first >= last;
      handle.style.left = `${edges[which]}px`;
      handle.setAttribute("aria-valuemin", which ? start : first);
      handle.setAttribute("aria-valuemax", which ? last : end);
      handle.setAttribute("aria-valuenow", this.range[which]);
      handle.setAttribute("aria-valuetext", words(this.range[which]));
    });
  }

  set(range) {
    this.range = range;
    this.frame();
  }

  move(which, day) {
    const { first, last } = this.data;
    const range = [...this.range];
    range[which] = which ? clamp(day, range[0], last) : clamp(day, first, range[1]);
    this.set(range);
  }

  key(event, which) {
    const { first, last, step } = this.data;
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -step, PageUp: step }[event.key];
    const to = { Home: first, End: last }[event.key];
    if (by === undefined && to === undefined) return;
    event.preventDefault();
    this.move(which, to ?? this.range[which] + (event.shiftKey && Math.abs(by) === 1 ? by * step : by));
    this.tell(words(this.range[which]), this.x(this.range[which] + which));
    if (typeof this.busy === "number") clearTimeout(this.busy);
    this.busy = setTimeout(() => this.send(), WAIT_MS);
  }

  press(event) {
    if (event.button !== 0 || this.data.still || this.data.first >= this.data.last) return;
    const which = this.handles.indexOf(event.target);
    event.preventDefault();
    if (typeof this.busy === "number") clearTimeout(this.busy);
    this.busy = "drag";
    const before = this.range, from = event.clientX, pressed = this.day(event);
    if (which >= 0) this.handles[which].focus();
    const follow = (moved) => {
      if (which >= 0) this.move(which, this.day(moved));
      else if (Math.abs(moved.clientX - from) > 3) this.set(this.across(pressed, this.day(moved)));
      this.tell(`${words(this.range[0])} – ${words(this.range[1])}`, moved.clientX - this.box.getBoundingClientRect().left);
    };
    const stop = () => {
      window.removeEventListener("pointermove", follow);
      window.removeEventListener("pointerup", done);
      window.removeEventListener("keydown", cancel, true);
      this.busy = null;
      this.tip.hidden = true;
    };
    const done = (up) => {
      stop();
      if (which < 0 && Math.abs(up.clientX - from) <= 3) this.set(this.binOf(pressed) || before);
      if (this.range.join() !== before.join()) this.send();
    };
    const cancel = (key) => { if (key.key === "Escape") { stop(); this.set(before); } };
    window.addEventListener("pointermove", follow);
    window.addEventListener("pointerup", done);
    window.addEventListener("keydown", cancel, true);
  }

  across(one, other) {
    const { first, last } = this.data;
    return [clamp(Math.min(one, other), first, last), clamp(Math.max(one, other), first, last)];
  }

  binOf(day) {
    const bin = this.data.bins.find(([start, stop]) => start <= day && day <= stop);
    return bin && this.across(bin[0], bin[1]);
  }

  /* The ends of the range mean "any", so that a later report is not cut off. */
  send() {
    this.busy = null;
    this.sent += 1;
    const { first, last } = this.data;
    const [start, end] = this.range;
    this.ask([start === first ? null : iso(start), end === last ? null : iso(end), this.sent]);
  }

  hover(event) {
    if (this.busy === "drag" || !this.data) return;
    const day = this.day(event);
    const bin = this.data.bins.find(([start, stop]) => start <= day && day <= stop);
    if (!bin) { this.tip.hidden = true; return; }
    const [start, stop, counts] = bin;
    const when = start === stop ? words(start) : `${words(start)} – ${words(stop)}`;
    const lines = counts.map((n, kind) => [n, this.data.types[kind]]).filter(([n]) => n);
    this.tell([when, ...lines.map(([n, type]) => `${n.toLocaleString("en")} ${type}`)].join("\n"),
      event.clientX - this.box.getBoundingClientRect().left);
  }

  tell(text, x) {
    this.tip.textContent = text;
    this.tip.hidden = false;
    this.tip.style.left = `${clamp(x + 10, 0, this.width - this.tip.offsetWidth)}px`;
  }
}

const short = (value) =>
  value >= 1000 ? value.toLocaleString("en", { notation: "compact", maximumFractionDigits: 1 }) : String(value);

const drawn = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".timeline");
  if (!drawn.has(root)) drawn.set(root, new Timeline(root));
  root.querySelector("svg").setAttribute("aria-label", data.said);
  drawn.get(root).update(data, (range) => setTriggerValue("range", range));
}

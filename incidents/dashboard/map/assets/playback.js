/* Playing the incidents over time: those begun so far, or those of a trailing window of days. */
(function () {
  "use strict";

  const UNDATED = -2147483648;
  const DAY_MS = 86400000;
  const SPEEDS = [["slow", 60], ["normal", 30], ["fast", 12]]; // seconds from the first day to the last
  const WINDOWS = [["all so far", 0], ["7 days", 7], ["30 days", 30], ["1 year", 365]];
  const STILL_MS = 500; // between two pictures for those who asked for little motion

  function element(parent, tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    parent.appendChild(made);
    return made;
  }

  function choice(parent, label, options, start) {
    const select = element(parent, "select", "im-play-choice");
    select.setAttribute("aria-label", label);
    select.title = label;
    for (const [words, value] of options) {
      const option = element(select, "option", "", words);
      option.value = String(value);
      option.selected = value === start;
    }
    return select;
  }

  class Playback {
    constructor(engine) {
      this.engine = engine;
      this.columns = null;
      this.whole = new Uint8Array(0); // the rows of the filter
      this.day = 0;
      this.running = false;
      this.build();
    }

    build() {
      const control = L.control({ position: "topright" });
      control.onAdd = () => {
        this.box = L.DomUtil.create("div", "im-play");
        L.DomEvent.disableClickPropagation(this.box);
        L.DomEvent.disableScrollPropagation(this.box);
        return this.box;
      };
      control.addTo(this.engine.map);
      this.start = element(this.box, "button", "im-play-start", "▶ Play");
      element(this.start, "i", "", " over time");
      this.start.setAttribute("aria-label", "Play over time");
      this.start.type = "button";
      this.start.addEventListener("click", () => this.open());
      this.bar = element(this.box, "div", "im-play-bar");
      this.bar.hidden = true;
      this.toggle = element(this.bar, "button", "im-play-button", "❚❚");
      this.toggle.type = "button";
      this.toggle.addEventListener("click", () => (this.running ? this.pause() : this.run()));
      this.slider = element(this.bar, "input", "im-play-slider");
      this.slider.type = "range";
      this.slider.step = "1";
      this.slider.setAttribute("aria-label", "Day shown");
      this.slider.addEventListener("input", () => {
        this.pause();
        this.goTo(Number(this.slider.value));
      });
      this.label = element(this.bar, "output", "im-play-day");
      this.speed = choice(this.bar, "Speed", SPEEDS, 30);
      this.trail = choice(this.bar, "Which incidents stay on the map", WINDOWS, 0);
      this.trail.addEventListener("change", () => this.goTo(this.day));
      const close = element(this.bar, "button", "im-play-button", "✕");
      close.type = "button";
      close.title = "Stop playing and show all again";
      close.setAttribute("aria-label", close.title);
      close.addEventListener("click", () => this.close());
    }

    /* The page shows another selection: what plays starts afresh. */
    reset(columns, bits) {
      this.columns = columns;
      this.whole = bits;
      const [first, last] = this.span();
      this.box.hidden = !(first < last);
      if (!this.bar.hidden) this.close();
      this.slider.min = String(first);
      this.slider.max = String(last);
    }

    /* Single incidents play, areas do not: the button is then off and says why. */
    allow(can) {
      if (!can && !this.bar.hidden) this.close();
      this.start.disabled = !can;
      this.start.title = can ? "" : "Single incidents play, areas do not: switch to Incidents";
    }

    span() {
      const { columns: c, whole } = this;
      let first = Infinity;
      let last = -Infinity;
      for (let i = 0; i < c.n; i++) {
        if (!IncidentMap.isSet(whole, i) || c.start[i] === UNDATED) continue;
        first = Math.min(first, c.start[i]);
        last = Math.max(last, c.start[i] + c.days[i]);
      }
      return [first, last];
    }

    open() {
      this.start.hidden = true;
      this.bar.hidden = false;
      this.goTo(Number(this.slider.min));
      this.run();
      this.toggle.focus();
    }

    close() {
      this.pause();
      this.bar.hidden = true;
      this.start.hidden = false;
      this.engine.play(this.whole);
    }

    run() {
      if (this.day >= Number(this.slider.max)) this.goTo(Number(this.slider.min));
      this.running = true;
      this.say("❚❚", "Pause");
      this.from = this.day;
      this.since = performance.now();
      this.shownAt = 0;
      requestAnimationFrame((now) => this.step(now));
    }

    pause() {
      this.running = false;
      this.say("▶", "Play");
    }

    say(glyph, words) {
      this.toggle.textContent = glyph;
      this.toggle.title = words;
      this.toggle.setAttribute("aria-label", words);
    }

    step(now) {
      if (!this.running) return;
      const first = Number(this.slider.min);
      const last = Number(this.slider.max);
      const perSecond = (last - first) / Number(this.speed.value);
      const day = Math.min(last, Math.floor(this.from + ((now - this.since) / 1000) * perSecond));
      const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (day !== this.day && !(still && now - this.shownAt < STILL_MS)) {
        this.shownAt = now;
        this.goTo(day);
      }
      if (this.day >= last) this.pause();
      else requestAnimationFrame((next) => this.step(next));
    }

    goTo(day) {
      this.day = day;
      this.slider.value = String(day);
      const date = new Date(day * DAY_MS);
      const words = date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
      this.label.textContent = words;
      this.slider.setAttribute("aria-valuetext", words);
      this.engine.play(this.upTo(day));
    }

    /* The rows of the filter that have begun by a day and, with a window, not ended before it. */
    upTo(day) {
      const { columns: c, whole } = this;
      const trail = Number(this.trail.value);
      const since = trail ? day - trail + 1 : -Infinity;
      const bits = new Uint8Array(whole.length);
      for (let i = 0; i < c.n; i++) {
        const start = c.start[i];
        if (start === UNDATED || start > day || start + c.days[i] < since) continue;
        if (IncidentMap.isSet(whole, i)) bits[i >> 3] |= 1 << (i & 7);
      }
      return bits;
    }
  }

  IncidentMap.Playback = Playback;
})();

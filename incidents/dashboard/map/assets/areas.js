/* Governorates or districts coloured by numbers that the page has counted, in the order of the base map. */
(function () {
  "use strict";

  const TITLES = { incidents: "Incidents", killed: "Killed, best figures" };
  const SIZE = 12;

  const number = (value) => value.toLocaleString("en");

  /* A row as the page sends it. */
  const told = ([incidents, withToll, low, best, high]) => ({ incidents, withToll, low, best, high });

  function inRing(points, x, y) {
    let inside = false;
    for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
      const [xi, yi, xj, yj] = [points[i], points[i + 1], points[j], points[j + 1]];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
  }

  function holds(area, x, y) {
    return area.rings.reduce(
      (inside, { points, box }) =>
        x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3] && inRing(points, x, y) ? !inside : inside,
      false
    );
  }

  class Areas {
    constructor(engine) {
      this.engine = engine;
      this.fill = null;
      this.hovered = -1;
    }

    get on() {
      return this.fill !== null;
    }

    take(fill) {
      this.fill = fill || null;
      this.hovered = -1;
    }

    get shapes() {
      const { base } = this.engine;
      return base ? base[this.fill.level] : [];
    }

    valueOf(place) {
      const row = told(this.fill.rows[place]);
      return this.fill.measure === "killed" ? row.best : row.incidents;
    }

    /* The colour of a value; null for none. */
    colourOf(value) {
      const { starts, colours } = this.fill;
      let found = null;
      for (let k = 0; k < starts.length && value >= starts[k]; k++) found = colours[k];
      return found;
    }

    /* Fill the areas, then draw their borders and numbers. Gives what stands where, for the names of towns. */
    paint(ctx, frame) {
      const theme = this.engine.theme();
      ctx.lineJoin = "round";
      this.shapes.forEach((area, place) => {
        ctx.beginPath();
        if (!IncidentMap.trace(ctx, frame, area, true)) return;
        const colour = this.colourOf(this.valueOf(place));
        if (colour) {
          ctx.fillStyle = IncidentMap.alpha(colour, 0.86);
          ctx.fill("evenodd");
        }
        ctx.strokeStyle = theme.border;
        ctx.lineWidth = 0.9;
        ctx.stroke();
      });
      this.outline(ctx, frame, this.engine.base ? this.engine.base.governorates : [], theme.border, 1.8);
      if (this.hovered >= 0) this.outline(ctx, frame, [this.shapes[this.hovered]], this.engine.ink.mark, 2.8);
      return this.numbers(ctx, frame);
    }

    outline(ctx, frame, areas, colour, width) {
      ctx.beginPath();
      for (const area of areas) IncidentMap.trace(ctx, frame, area, true);
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.stroke();
    }

    /* The number in each area that has room for it: colours alone say too little. */
    numbers(ctx, frame) {
      const placed = [];
      Object.assign(ctx, {
        font: "600 " + SIZE + "px " + IncidentMap.FONT, textAlign: "center", textBaseline: "middle", lineWidth: 3.5,
        strokeStyle: this.engine.ink.ground, fillStyle: this.engine.ink.text,
      });
      this.shapes.forEach((area, place) => {
        const value = this.valueOf(place);
        const wide = Math.max(...area.rings.map(({ box }) => (box[2] - box[0]) * frame.scale));
        const text = number(value);
        const rx = ctx.measureText(text).width / 2 + 3;
        if (!value || wide < 2 * rx + 8) return;
        const x = IncidentMap.mercatorX(area.at[1]) * frame.scale;
        const y = IncidentMap.mercatorY(area.at[0]) * frame.scale;
        const ry = SIZE / 2 + 3;
        if (placed.some((other) => Math.abs(other.x - x) < other.rx + rx && Math.abs(other.y - y) < other.ry + ry)) return;
        ctx.strokeText(text, x - frame.x0, y - frame.y0);
        ctx.fillText(text, x - frame.x0, y - frame.y0);
        placed.push({ item: { kind: "number", first: -1, count: 0 }, x, y, rx, ry });
      });
      ctx.textAlign = "start";
      return placed;
    }

    at(latlng) {
      const x = IncidentMap.mercatorX(latlng.lng);
      const y = IncidentMap.mercatorY(latlng.lat);
      return this.shapes.findIndex((area) => holds(area, x, y));
    }

    hover(event) {
      const place = this.at(event.latlng);
      this.engine.map.getContainer().classList.toggle("im-over", place >= 0);
      if (place < 0) {
        this.engine.leave();
        return;
      }
      if (place !== this.hovered) {
        this.hovered = place;
        this.describe(this.engine.tip, place);
        this.engine.tip.hidden = false;
        this.engine.front.repaint();
      }
      this.engine.placeTip(event.containerPoint);
    }

    leave() {
      if (this.hovered < 0) return;
      this.hovered = -1;
      this.engine.front.repaint();
    }

    describe(tip, place) {
      const row = told(this.fill.rows[place]);
      tip.replaceChildren();
      IncidentMap.tipLine(tip, "place", this.shapes[place].name);
      const kind = this.fill.level === "districts" ? "district" : "governorate";
      const many = number(row.incidents) + (row.incidents === 1 ? " incident" : " incidents");
      IncidentMap.tipLine(tip, "small", kind + " · " + (row.incidents ? many : "no incident"));
      if (!row.incidents) return;
      const range = row.low === row.high ? number(row.low) : number(row.low) + "–" + number(row.high);
      const killed = row.withToll
        ? range + " killed (best " + number(row.best) + "), told of " + number(row.withToll)
        : "deaths not reported";
      IncidentMap.tipLine(tip, "small", killed);
    }

    click(event) {
      const place = this.at(event.latlng);
      if (place < 0) return;
      this.hover(event); // A finger does not hover.
      this.engine.send({ area: place, level: this.fill.level, version: this.engine.columns.version });
    }

    /* Title and rows of the key: the classes, each from its start to just below the next. */
    key() {
      const { starts, colours, measure } = this.fill;
      const highest = Math.max(0, ...this.fill.rows.map((_, place) => this.valueOf(place)));
      const range = (k) => {
        const last = k + 1 < starts.length ? starts[k + 1] - 1 : highest;
        return number(starts[k]) + (last > starts[k] ? "–" + number(last) : "");
      };
      const classes = starts.map((_, k) => ["area", range(k), colours[k]]);
      return { title: TITLES[measure], rows: [["area", "none", "transparent"], ...classes] };
    }

    inWords() {
      return this.shapes.length + " " + this.fill.level + " coloured by " + TITLES[this.fill.measure].toLowerCase();
    }
  }

  IncidentMap.Areas = Areas;
})();

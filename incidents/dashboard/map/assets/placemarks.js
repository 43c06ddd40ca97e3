/* How places look: a number at each, its reach to scale around it; filled when chosen, else outlined. */
(function () {
  "use strict";

  /* The accent is the page's own (primaryColor in config.toml). */
  const COLOURS = {
    light: { accent: "#1f5a7a", on: "#ffffff", other: "#4a5560" },
    dark: { accent: "#6fb1d3", on: "#10171d", other: "#b3bdc7" },
  };
  const DISC = { plain: 13, chosen: 15 };
  /* Where a mark may stand when its own place is taken: two rings around it. */
  const OFFSETS = [[0, 0]];
  for (const reach of [32, 62]) {
    for (let k = 0; k < 8; k++) {
      OFFSETS.push([reach * Math.cos((k * Math.PI) / 4), reach * Math.sin((k * Math.PI) / 4)]);
    }
  }

  class PlacePainter extends IncidentMap.Stage {
    constructor(map, words) {
      super(map, words);
      this.data = { places: [], where: null, version: null };
      this.chosen = new Set();
      this.picked = null;
      this.backdrop = null;
    }

    get colours() {
      return COLOURS[this.state && this.state.dark ? "dark" : "light"];
    }

    shapeOf(place) {
      if (place.kind !== "country" || !this.base) return super.shapeOf(place);
      const home = place.id === "sy:country" && this.base.countries.find((country) => country.home);
      return home ? { ...home, at: [place.lat, place.lon] } : null;
    }

    middleOf(place) {
      const shape = this.shapeOf(place);
      return shape ? L.latLng(shape.at) : L.latLng(place.lat, place.lon);
    }

    paint(ctx, frame) {
      this.layOut(frame);
      const { places } = this.data;
      const under = (a, b) => places[b].radiusKm - places[a].radiusKm || this.chosen.has(a) - this.chosen.has(b);
      for (const index of [...places.keys()].sort(under)) this.paintReach(ctx, frame, index);
      const taken = this.paintNames(ctx, frame);
      if (this.backdrop) this.paintBackdrop(ctx, frame, taken);
      for (const mark of this.items) this.paintLeader(ctx, frame, mark);
      for (const mark of this.items) this.paintMark(ctx, mark.x - frame.x0, mark.y - frame.y0, mark);
      if (this.picked) this.paintPicked(ctx, frame);
    }

    /* Known places, clear of the marks, of the point set by hand and of the names of the base map. */
    paintBackdrop(ctx, frame, taken) {
      const marks = taken.slice(0, this.items.length);
      if (this.picked) {
        const { x, y } = this.pickedAt(frame);
        marks.push([x - 18, y - 18, x + 18, y + 18]);
      }
      this.backdrop.paint(ctx, frame, {
        dark: this.state.dark,
        halo: this.theme().halo,
        towns: this.base ? IncidentMap.townsAt(this.base, frame.zoom) : [],
        taken: [...marks, ...taken.slice(this.items.length)],
        marks,
      });
    }

    /* Decide where each number stands. A spot keeps its own before an area, the chosen before the others, then by rank;
     on top lie the chosen ones, then the first. */
    layOut(frame) {
      const { places } = this.data;
      const first = (a, b) => this.chosen.has(b) - this.chosen.has(a) || a - b;
      const marks = [];
      for (const index of [...places.keys()].sort((a, b) => places[a].soft - places[b].soft || first(a, b))) {
        const { lat, lng } = this.middleOf(places[index]);
        const at = { x: IncidentMap.mercatorX(lng) * frame.scale, y: IncidentMap.mercatorY(lat) * frame.scale };
        const r = this.chosen.has(index) ? DISC.chosen : DISC.plain;
        const rx = places[index].soft ? r + 1 + 3 * String(index + 1).length : r;
        const ry = places[index].soft ? r - 1 : r;
        marks.push({ index, at, rx, ry, ...IncidentMap.freeSpot(at, rx, ry, marks, OFFSETS) });
      }
      this.items = marks.sort((a, b) => first(b.index, a.index));
    }

    colourOf(index) {
      return this.chosen.has(index) ? this.colours.accent : this.colours.other;
    }

    paintReach(ctx, frame, index) {
      const place = this.data.places[index];
      const shape = this.shapeOf(place);
      const colour = this.colourOf(index);
      const calm = Math.max(0.5, Math.min(1, 4 / this.data.places.length)); // Many may lie over each other.
      const strong = (this.chosen.has(index) ? 0.3 : 0.2 * calm) + (this.hovered === index ? 0.1 : 0);
      if (place.soft || shape) {
        IncidentMap.wash(ctx, frame, place, shape, colour, strong);
        return;
      }
      const r = this.radiusInPixels(place, frame);
      const [x, y] = [place.x * frame.scale - frame.x0, place.y * frame.scale - frame.y0];
      IncidentMap.disc(ctx, x, y, r, IncidentMap.alpha(colour, strong * 0.4));
      IncidentMap.circle(ctx, x, y, r, colour, this.chosen.has(index) || this.hovered === index ? 2.4 : 1.3);
    }

    /* From the spot to a number that had to stand aside. */
    paintLeader(ctx, frame, { index, at, x, y }) {
      if (at.x === x && at.y === y) return;
      ctx.beginPath();
      ctx.moveTo(at.x - frame.x0, at.y - frame.y0);
      ctx.lineTo(x - frame.x0, y - frame.y0);
      ctx.strokeStyle = this.colourOf(index);
      ctx.lineWidth = 1.5;
      ctx.stroke();
      IncidentMap.disc(ctx, at.x - frame.x0, at.y - frame.y0, 3, this.colourOf(index));
    }

    /* A disc at a spot, a tag in the middle of an area; filled when chosen, else outlined. */
    paintMark(ctx, x, y, { index, rx, ry }) {
      const chosen = this.chosen.has(index);
      const outline = (by) => {
        ctx.beginPath();
        ctx.roundRect(x - rx + by, y - ry + by, 2 * (rx - by), 2 * (ry - by), this.data.places[index].soft ? 5 : rx);
      };
      outline(0);
      ctx.fillStyle = this.ink.ground;
      ctx.fill();
      outline(chosen ? 2 : 1);
      if (chosen) {
        ctx.fillStyle = this.colours.accent;
        ctx.fill();
      } else {
        ctx.strokeStyle = this.colours.other;
        ctx.lineWidth = this.hovered === index ? 3 : 2;
        ctx.stroke();
      }
      const number = String(index + 1);
      const size = (chosen ? 14 : 13) - (number.length > 2 ? 2 : 0);
      IncidentMap.number(ctx, x, y, number, size, chosen ? this.colours.on : this.ink.text);
    }

    pickedAt(frame) {
      return {
        x: IncidentMap.mercatorX(this.picked.lon) * frame.scale - frame.x0,
        y: IncidentMap.mercatorY(this.picked.lat) * frame.scale - frame.y0,
      };
    }

    paintPicked(ctx, frame) {
      const { x, y } = this.pickedAt(frame);
      for (const [colour, width] of [[this.ink.ground, 6], [this.colours.accent, 2.5]]) {
        IncidentMap.circle(ctx, x, y, 8, colour, width);
        for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
          ctx.beginPath();
          ctx.moveTo(x + 4 * dx, y + 4 * dy);
          ctx.lineTo(x + 17 * dx, y + 17 * dy);
          ctx.stroke();
        }
      }
    }
  }

  IncidentMap.PlacePainter = PlacePainter;
})();

/* Known places behind the numbered ones: quiet dots, with names where there is room, once one zooms in. */
(function () {
  "use strict";

  const FROM = 9; // Zoom levels: the heavier places of each neighbourhood,
  const ALL = 11; // and all there are.
  const APART = 64; // Pixels: the side of a neighbourhood.
  const MOST_NAMES = 280; // On a canvas that holds the view about twice.
  const CELLS = 4096; // The world's side in cells of the index, each about 8 km wide here.
  const SIZE = 11;
  const CLOSE = 7; // Pixels between two marks of the same place.
  const COLOURS = {
    light: { text: "#66635a", dot: "#8c8779" },
    dark: { text: "#9aa5b1", dot: "#77828e" },
  };

  function decode(buffer) {
    return new Backdrop(JSON.parse(new TextDecoder().decode(buffer)));
  }

  const cellOf = (x, y, cells) => Math.floor(y * cells) * cells + Math.floor(x * cells);

  function hits(boxes, box) {
    return boxes.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1]);
  }

  const covers = (box, spots) => spots.some(({ x, y }) => x > box[0] && x < box[2] && y > box[1] && y < box[3]);

  class Backdrop {
    /* Places by weight, the heaviest first. */
    constructor({ version, lats, lons, names }) {
      this.version = version;
      this.names = names;
      this.x = Float64Array.from(lons, (lon) => IncidentMap.mercatorX(lon / 1e5));
      this.y = Float64Array.from(lats, (lat) => IncidentMap.mercatorY(lat / 1e5));
      this.widths = new Float32Array(names.length); // 0: not yet measured.
      this.drawn = { dots: [], names: [] };
      this.buildIndex();
      this.findHeavier();
    }

    buildIndex() {
      this.cells = new Map();
      for (let k = 0; k < this.names.length; k++) {
        const cell = cellOf(this.x[k], this.y[k], CELLS);
        if (this.cells.has(cell)) this.cells.get(cell).push(k);
        else this.cells.set(cell, [k]);
      }
    }

    /* From which zoom each is drawn. It does not depend on the view, so panning makes none come or go. */
    findHeavier() {
      this.from = new Uint8Array(this.names.length).fill(ALL);
      for (let zoom = FROM; zoom < ALL; zoom++) {
        const taken = new Set();
        for (let k = 0; k < this.names.length; k++) {
          const cell = cellOf(this.x[k], this.y[k], (256 * 2 ** zoom) / APART);
          if (!taken.has(cell)) this.from[k] = Math.min(this.from[k], zoom);
          taken.add(cell);
        }
      }
    }

    /* By weight, what is drawn in the frame. */
    inFrame({ zoom, scale, x0, y0, width, height }) {
      const found = [];
      const cell = (pixels) => Math.floor((pixels / scale) * CELLS);
      for (let row = cell(y0); row <= cell(y0 + height); row++) {
        for (let column = cell(x0); column <= cell(x0 + width); column++) {
          for (const k of this.cells.get(row * CELLS + column) || []) if (this.from[k] <= zoom) found.push(k);
        }
      }
      return found.sort((a, b) => a - b);
    }

    /* `towns` are those of the base map; `taken` are boxes that hold something already, in pixels of the frame, the
     numbered marks and the like among them in `marks`. */
    paint(ctx, frame, { dark, halo, towns, taken, marks }) {
      this.drawn = { dots: [], names: [] };
      if (frame.zoom < FROM) return;
      const colours = COLOURS[dark ? "dark" : "light"];
      const told = this.toldBy(towns, frame);
      const spots = this.inFrame(frame)
        .map((k) => ({ k, x: this.x[k] * frame.scale - frame.x0, y: this.y[k] * frame.scale - frame.y0 }))
        .filter((spot) => !told(spot));
      this.drawn.dots = spots.map(({ k }) => k);
      ctx.beginPath();
      for (const { x, y } of spots) {
        if (hits(taken, [x, y, x, y])) continue;
        ctx.moveTo(x + 1.5, y);
        ctx.arc(x, y, 1.5, 0, 2 * Math.PI);
      }
      ctx.fillStyle = colours.dot;
      ctx.fill();
      Object.assign(ctx, {
        font: SIZE + "px " + IncidentMap.FONT, textBaseline: "middle", lineJoin: "round", lineWidth: 3,
        strokeStyle: halo, fillStyle: colours.text,
      });
      const boxes = [...taken];
      for (const spot of spots) {
        if (this.drawn.names.length >= MOST_NAMES) break;
        if (this.write(ctx, spot, { boxes, marks, spots })) this.drawn.names.push(this.names[spot.k]);
      }
    }

    /* Whether the base map shows a place itself: near at hand, or by the same name not far off. */
    toldBy(towns, frame) {
      const known = towns.map(({ lat, lon, names }) => ({
        x: IncidentMap.mercatorX(lon) * frame.scale - frame.x0,
        y: IncidentMap.mercatorY(lat) * frame.scale - frame.y0,
        names,
      }));
      const far = 3 * IncidentMap.pixelsPerKm(frame.zoom, (frame.y0 + frame.height / 2) / frame.scale);
      return ({ k, x, y }) =>
        known.some((town) => {
          const off = Math.max(Math.abs(town.x - x), Math.abs(town.y - y));
          return off < CLOSE || (off < far && this.names[k].split(" · ").some((name) => town.names.includes(name)));
        });
    }

    /* Write a name beside its dot, farther off where a mark covers that, if there is room; better not over dots. */
    write(ctx, { k, x, y }, { boxes, marks, spots }) {
      const name = this.names[k];
      const width = this.widths[k] || (this.widths[k] = ctx.measureText(name).width);
      const marked = marks.find((box) => hits([box], [x, y, x, y]));
      if (!marked && hits(boxes, [x, y, x, y])) return false;
      const [right, left, up, down] = marked
        ? [marked[2] - x, x - marked[0], y - marked[1], marked[3] - y] : [2, 2, 2, 2];
      const places = [
        [x + right + 3, y], [x - left - 3 - width, y], [x - width / 2, y - up - 8], [x - width / 2, y + down + 8],
      ];
      const box = ([from, middle]) => [from - 2, middle - SIZE * 0.65, from + width + 2, middle + SIZE * 0.65];
      const room = places.filter((place) => !hits(boxes, box(place)));
      const free = room.find((place) => !covers(box(place), spots)) || room[0];
      if (!free) return false;
      boxes.push(box(free), [x - 2, y - 2, x + 2, y + 2]);
      ctx.strokeText(name, ...free);
      ctx.fillText(name, ...free);
      return true;
    }
  }

  IncidentMap.decodeBackdrop = decode;
})();

/* The map of counts: of incidents that are too many to send, what the database counted in each cell of the view. */
(function () {
  "use strict";

  const WORDS = {
    drawn: "counts of incidents",
    elsewhere: "the numbers beside the filters are the same",
    keys: "Arrow keys move the map, + and − zoom. The filters and the timeline tell the same counts in words.",
  };
  const TYPES = 6;
  const WAIT_MS = 160;
  const { motion } = IncidentMap;

  const sums = (row, from) => ({
    count: row[from], contested: row[from + 1], killed: row[from + 2], types: row.slice(from + 3, from + 3 + TYPES),
  });

  /* What the engine and the words on hovering look at in columns, without any row. */
  function decode(buffer) {
    const told = JSON.parse(new TextDecoder().decode(buffer));
    return {
      ...told,
      n: 0,
      start: [],
      place: told.areas.map((_, k) => k),
      cells: told.cells.map((row) => ({
        row: row[0], column: row[1], x: IncidentMap.mercatorX(row[3]), y: IncidentMap.mercatorY(row[2]), ...sums(row, 4),
      })),
      areas: told.areas.map((row, k) => ({
        kind: "area", key: k, first: k, x: IncidentMap.mercatorX(row[1]), y: IncidentMap.mercatorY(row[0]),
        radiusKm: row[2], precision: row[3], id: told.header.places[k][2], ...sums(row, 4),
      })),
    };
  }

  /* The grid of the counted cells (rows from south to north), to merge those whose symbols would touch. */
  class CellGrid {
    constructor({ bounds: [west, south, east, north], zoom }, scale) {
      this.side = IncidentMap.cellSize(zoom) / (256 * Math.pow(2, zoom));
      this.left = Math.floor(IncidentMap.mercatorX(west) / this.side);
      this.bottom = Math.floor(IncidentMap.mercatorY(south) / this.side);
      this.wide = Math.floor(IncidentMap.mercatorX(east) / this.side) - this.left + 1;
      this.high = this.bottom - Math.floor(IncidentMap.mercatorY(north) / this.side) + 1;
      this.scale = scale;
      const many = this.wide * this.high;
      Object.assign(this, {
        count: new Int32Array(many), x: new Float64Array(many), y: new Float64Array(many), first: new Int32Array(many),
        types: new Int32Array(many * TYPES), contested: new Int32Array(many), killed: new Float64Array(many),
        owner: new Int32Array(many),
      });
    }

    add(found, row, column) {
      if (row < 0 || column < 0 || row >= this.high || column >= this.wide) return;
      const at = row * this.wide + column;
      this.first[at] = at;
      for (const name of ["count", "contested", "killed"]) this[name][at] += found[name];
      this.x[at] += found.x * this.scale * found.count;
      this.y[at] += found.y * this.scale * found.count;
      for (let t = 0; t < TYPES; t++) this.types[at * TYPES + t] += found.types[t];
    }

    /* An area that is too small to be drawn as one. */
    addArea(area) {
      this.add(area, this.bottom - Math.floor(area.y / this.side), Math.floor(area.x / this.side) - this.left);
    }
  }

  class Counted extends IncidentMap.Board {
    constructor(map) {
      super(map, WORDS);
    }

    buildFrame() {
      super.buildFrame();
      this.wait = L.DomUtil.create("div", "im-counting", this.map.getContainer());
      this.wait.textContent = "Counting …";
      this.wait.hidden = true;
    }

    listen() {
      super.listen();
      this.map.on("movestart zoomstart", () => clearTimeout(this.resting));
      this.map.on("moveend resize", () => this.lookAround());
    }

    get decode() {
      return decode;
    }

    show(before) {
      this.wait.hidden = true;
      super.show(before);
      this.lookAround();
    }

    /* Ask for the cells of what is in view, once it rests, unless they are here. */
    lookAround() {
      clearTimeout(this.resting);
      this.resting = setTimeout(() => this.ask(), WAIT_MS);
    }

    ask() {
      const window = this.inView();
      if (!this.columns || this.covers(window)) return;
      const wish = JSON.stringify(window);
      if (wish === this.wish) return; // What the page does not count it does not count when asked again.
      this.wish = wish;
      this.wait.hidden = false;
      // Where exactly somebody moved to: the ordinary map goes on from there when fewer are left.
      this.send(this.links.current ? { ...window, at: this.links.current.split(",").map(Number) } : window);
    }

    inView() {
      const bounds = this.map.getBounds();
      const edges = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
      const zoom = Math.round(this.map.getZoom());
      return { window: edges.map((edge) => Number(edge.toFixed(5))), zoom };
    }

    /* Whether its cells are here; the page counts nothing beyond where the map can be moved to. */
    covers({ window: [west, south, east, north], zoom }) {
      const [w, s, e, n] = this.columns.bounds;
      const most = L.latLngBounds(this.map.options.maxBounds);
      return zoom === this.columns.zoom && w <= Math.max(west, most.getWest()) && s <= Math.max(south, most.getSouth()) &&
        e >= Math.min(east, most.getEast()) && n >= Math.min(north, most.getNorth());
    }

    groupFor(frame) {
      if (this.grouping && this.grouping.zoom === frame.zoom) return this.grouping;
      const { cells } = this.columns;
      const grid = new CellGrid(this.columns, frame.scale);
      const big = (area) => this.radiusInPixels({ ...area, y: 0.4 }, frame) >= IncidentMap.SMALL_AREA;
      const areas = this.columns.areas.filter(big);
      for (const cell of cells) grid.add(cell, cell.row, cell.column);
      for (const area of this.columns.areas) if (!big(area)) grid.addArea(area);
      const clusters = IncidentMap.merge(grid).map((item) => ({ ...item, kind: "cluster", key: item.cells.join() }));
      const drawn = [...clusters, ...areas].reduce((sum, { count }) => sum + count, 0);
      this.grouping = { zoom: frame.zoom, clusters, areas, shown: drawn, drawn };
      return this.grouping;
    }

    describe(tip, item) {
      IncidentMap.describeGroup(tip, this.columns, item, this.colours);
      const killed = item.killed.toLocaleString("en") + " killed, the sum of best figures";
      IncidentMap.tipLine(tip, "small", item.killed ? killed : "no deaths reported");
    }

    click(event) {
      if (this.areas.on) this.areas.click(event);
      else if (this.columns) {
        const found = this.hitByClick(event);
        if (found) this.open(found);
      }
    }

    /* Go closer; where that parts nothing any more, the words on hovering are all there is. */
    open({ item }) {
      const { map } = this;
      const closer = map.getZoom() + (item.kind === "area" ? 1 : 2);
      const at = L.latLng(IncidentMap.latOf(item.y / this.scaleOf(item)), (item.x / this.scaleOf(item) - 0.5) * 360);
      map.setView(at, Math.min(closer, map.getMaxZoom()), motion());
    }

    /* Clusters lie in pixels of the zoom, areas in the world. */
    scaleOf(item) {
      return item.kind === "area" ? 1 : 256 * Math.pow(2, this.grouping.zoom);
    }

    fit() {
      this.map.fitBounds(IncidentMap.HOME, motion());
    }

    keyRows() {
      return IncidentMap.legendRows(this.columns.header, this.colours).filter(([kind]) => kind === "full" || kind === "soft");
    }

    inWords(drawn) {
      return this.areas.on ? super.inWords(drawn) : drawn.toLocaleString("en") + " counted";
    }
  }

  IncidentMap.countLayer = IncidentMap.messengerTo(Counted);
})();

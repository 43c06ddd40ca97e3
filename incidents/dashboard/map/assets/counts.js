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
      cells: told.cells.map((row, k) => ({
        row: row[0], column: row[1], x: IncidentMap.mercatorX(row[3]), y: IncidentMap.mercatorY(row[2]), first: k,
        ...sums(row, 4),
      })),
      areas: told.areas.map((row, k) => ({
        kind: "area", key: k, first: k, x: IncidentMap.mercatorX(row[1]), y: IncidentMap.mercatorY(row[0]),
        radiusKm: row[2], precision: row[3], id: told.header.places[k][2], ...sums(row, 4),
      })),
    };
  }

  /* The cells as the grid that merges those whose symbols would touch. */
  function gridOf(cells, scale) {
    const wide = 1 + Math.max(0, ...cells.map((cell) => cell.column));
    const many = wide * (1 + Math.max(0, ...cells.map((cell) => cell.row)));
    const grid = {
      wide, count: new Int32Array(many), x: new Float64Array(many), y: new Float64Array(many), first: new Int32Array(many),
      types: new Int32Array(many * TYPES), contested: new Int32Array(many), killed: new Float64Array(many),
      owner: new Int32Array(many),
    };
    for (const cell of cells) {
      const at = cell.row * wide + cell.column;
      for (const name of ["count", "first", "contested", "killed"]) grid[name][at] = cell[name];
      grid.x[at] = cell.x * scale * cell.count;
      grid.y[at] = cell.y * scale * cell.count;
      grid.types.set(cell.types, at * TYPES);
    }
    return grid;
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
      this.send(window);
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
      const { cells, areas } = this.columns;
      const clusters = IncidentMap.merge(gridOf(cells, frame.scale)).map((item) => (
        { ...item, kind: "cluster", key: item.cells.join() }
      ));
      const drawn = [...cells, ...areas].reduce((sum, { count }) => sum + count, 0);
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

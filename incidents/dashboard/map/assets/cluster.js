/* Group the selected rows for one view: a grid of cells fixed to the world, then neighbours that would touch.
 *
 * Pure: columns and numbers in, plain objects out. The cost is one pass over the rows; the grid covers the view only.
 */
(function () {
  "use strict";

  const TYPES = 6;
  const UNKNOWN = 0xffff;
  /* An area smaller than this on the screen (its radius in pixels) joins the counts instead of being painted. */
  const SMALL_AREA = 24;
  const EARTH_KM = 40075.017;

  function radiusOfCount(count) {
    return Math.min(34, 13.5 + 4.6 * Math.log10(count));
  }

  function isSet(bits, i) {
    return (bits[i >> 3] >> (i & 7)) & 1;
  }

  /* Pixels for one kilometre at a latitude given as Mercator y. */
  function pixelsPerKm(zoom, y) {
    const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * y)));
    return (256 * Math.pow(2, zoom)) / (EARTH_KM * Math.cos(lat));
  }

  function isArea(c, i, scaleKm) {
    return c.header.soft[c.precision[i]] && c.radius[i] * 0.1 * scaleKm >= SMALL_AREA;
  }

  function drawable(c, i) {
    return c.lat[i] === c.lat[i] && c.precision[i] !== c.header.never[0];
  }

  /* Side of a grid cell in pixels. */
  function cellSize(zoom) {
    return zoom >= 15 ? 34 : zoom >= 12 ? 42 : 52;
  }

  function makeGrid(bounds, size) {
    const left = Math.floor(bounds.x0 / size);
    const top = Math.floor(bounds.y0 / size);
    const wide = Math.floor(bounds.x1 / size) - left + 1;
    const high = Math.floor(bounds.y1 / size) - top + 1;
    const cells = wide * high;
    return {
      left, top, wide, high, size,
      count: new Int32Array(cells),
      x: new Float64Array(cells),
      y: new Float64Array(cells),
      first: new Int32Array(cells),
      types: new Int32Array(cells * TYPES),
      contested: new Int32Array(cells),
      killed: new Float64Array(cells),
      owner: new Int32Array(cells),
    };
  }

  function addToGrid(grid, c, i, px, py) {
    const column = Math.floor(px / grid.size) - grid.left;
    const row = Math.floor(py / grid.size) - grid.top;
    if (column < 0 || row < 0 || column >= grid.wide || row >= grid.high) return;
    const cell = row * grid.wide + column;
    if (grid.count[cell]++ === 0) grid.first[cell] = i;
    grid.x[cell] += px;
    grid.y[cell] += py;
    if (c.type[i] < TYPES) grid.types[cell * TYPES + c.type[i]]++;
    grid.contested[cell] += c.flags[i] & 1;
    if (c.killed_best[i] !== UNKNOWN) grid.killed[cell] += c.killed_best[i];
  }

  function addToAreas(areas, c, i) {
    const key = c.place[i] * 16 + c.precision[i];
    let area = areas.get(key);
    if (!area) {
      area = {
        kind: "area", key, first: i, count: 0, types: new Int32Array(TYPES), contested: 0, killed: 0,
        x: c.x[i], y: c.y[i], radiusKm: 0, id: c.header.places[c.place[i]][2], precision: c.precision[i],
      };
      areas.set(key, area);
    }
    area.count++;
    area.radiusKm = Math.max(area.radiusKm, c.radius[i] * 0.1);
    if (c.type[i] < TYPES) area.types[c.type[i]]++;
    area.contested += c.flags[i] & 1;
    if (c.killed_best[i] !== UNKNOWN) area.killed += c.killed_best[i];
  }

  /* One pass over the rows. */
  function collect(c, bits, zoom, bounds, size) {
    const scale = 256 * Math.pow(2, zoom);
    const scaleKm = pixelsPerKm(zoom, 0.4);
    const grid = makeGrid(bounds, size);
    const areas = new Map();
    let shown = 0;
    let drawn = 0;
    for (let i = 0; i < c.n; i++) {
      if (!isSet(bits, i)) continue;
      shown++;
      if (!drawable(c, i)) continue;
      drawn++;
      if (isArea(c, i, scaleKm)) addToAreas(areas, c, i);
      else addToGrid(grid, c, i, c.x[i] * scale, c.y[i] * scale);
    }
    return { grid, areas, shown, drawn };
  }

  function clusterOfCell(grid, cell) {
    const count = grid.count[cell];
    return {
      kind: count === 1 ? "point" : "cluster",
      cells: [cell],
      first: grid.first[cell],
      count,
      x: grid.x[cell] / count,
      y: grid.y[cell] / count,
      types: grid.types.slice(cell * TYPES, cell * TYPES + TYPES),
      contested: grid.contested[cell],
      killed: grid.killed[cell],
    };
  }

  function absorb(into, other) {
    const total = into.count + other.count;
    into.x = (into.x * into.count + other.x * other.count) / total;
    into.y = (into.y * into.count + other.y * other.count) / total;
    into.count = total;
    into.kind = "cluster";
    into.cells.push(...other.cells);
    into.contested += other.contested;
    into.killed += other.killed;
    for (let t = 0; t < TYPES; t++) into.types[t] += other.types[t];
  }

  function touches(a, b) {
    const reach = (radiusOfCount(a.count) + radiusOfCount(b.count)) * 0.92;
    const dx = a.x - b.x;
    const dy = a.y - b.y;
    return dx * dx + dy * dy < reach * reach;
  }

  /* Cells whose symbols would overlap become one, the largest first. */
  function merge(grid) {
    const order = [];
    for (let cell = 0; cell < grid.count.length; cell++) if (grid.count[cell]) order.push(cell);
    order.sort((a, b) => grid.count[b] - grid.count[a] || a - b);
    const byCell = new Map(order.map((cell) => [cell, clusterOfCell(grid, cell)]));
    const result = [];
    for (const cell of order) {
      const cluster = byCell.get(cell);
      if (!cluster) continue;
      byCell.delete(cell);
      const row = Math.floor(cell / grid.wide);
      const column = cell % grid.wide;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          if (column + dx < 0 || column + dx >= grid.wide) continue;
          const beside = (row + dy) * grid.wide + column + dx;
          const other = byCell.get(beside);
          if (!other || !touches(cluster, other)) continue;
          absorb(cluster, other);
          byCell.delete(beside);
        }
      }
      for (const member of cluster.cells) grid.owner[member] = result.length + 1;
      result.push(cluster);
    }
    return result;
  }

  /* Group rows for a zoom level within bounds {x0, y0, x1, y1} in pixels of that level. */
  function group(c, bits, zoom, bounds) {
    const { grid, areas, shown, drawn } = collect(c, bits, zoom, bounds, cellSize(zoom));
    return { zoom, bounds, grid, shown, drawn, clusters: merge(grid), areas: [...areas.values()] };
  }

  /* Rows of a cluster or area, up to a limit. */
  function rowsOf(c, bits, grouping, item, limit) {
    const rows = [];
    const scale = 256 * Math.pow(2, grouping.zoom);
    const scaleKm = pixelsPerKm(grouping.zoom, 0.4);
    const { grid } = grouping;
    const cells = new Set(item.cells || []);
    for (let i = 0; i < c.n && rows.length < limit; i++) {
      if (!isSet(bits, i) || !drawable(c, i)) continue;
      if (item.kind === "area") {
        if (c.place[i] * 16 + c.precision[i] === item.key && isArea(c, i, scaleKm)) rows.push(i);
        continue;
      }
      if (isArea(c, i, scaleKm)) continue;
      const column = Math.floor((c.x[i] * scale) / grid.size) - grid.left;
      const row = Math.floor((c.y[i] * scale) / grid.size) - grid.top;
      if (column < 0 || row < 0 || column >= grid.wide || row >= grid.high) continue;
      if (cells.has(row * grid.wide + column)) rows.push(i);
    }
    return rows;
  }

  Object.assign(window.IncidentMap, {
    group, merge, cellSize, rowsOf, radiusOfCount, pixelsPerKm, isSet, drawable, UNKNOWN, SMALL_AREA,
  });
})();

/* What is drawn where: the engine's painting half. It reads the engine's state and writes its list of drawn items. */
(function () {
  "use strict";

  const NUDGES = [
    [0, 0], [0, 24], [0, -24], [26, 0], [-26, 0], [26, 24], [-26, 24], [26, -24], [-26, -24],
    [0, 46], [0, -46], [50, 0], [-50, 0],
  ];

  class Painter extends IncidentMap.Stage {
    /* Groups for the frame being drawn; kept while they cover it. */
    groupFor(frame) {
      const kept = this.grouping;
      const right = frame.x0 + frame.width;
      const bottom = frame.y0 + frame.height;
      if (
        kept && kept.zoom === frame.zoom && kept.bounds.x0 <= frame.x0 && kept.bounds.y0 <= frame.y0 &&
        kept.bounds.x1 >= right && kept.bounds.y1 >= bottom
      ) {
        return kept;
      }
      const padX = frame.width * 0.25;
      const padY = frame.height * 0.25;
      const bounds = { x0: frame.x0 - padX, y0: frame.y0 - padY, x1: right + padX, y1: bottom + padY };
      this.grouping = IncidentMap.group(this.columns, this.bits, frame.zoom, bounds);
      return this.grouping;
    }

    paintAreas(ctx, frame) {
      const { areas } = this.groupFor(frame);
      const seen = areas.filter((area) => this.reaches(area, frame)).sort((a, b) => b.radiusKm - a.radiusKm);
      const rounds = seen.filter((area) => !this.shapeOf(area)).length;
      for (const area of seen) {
        const active = this.hovered && this.hovered.key === area.key && this.hovered.kind === "area";
        const shape = this.shapeOf(area);
        const fills = this.radiusInPixels(area, frame) > Math.max(frame.width, frame.height) / 3;
        const calm = (shape ? 1 : Math.max(0.3, Math.min(1, 3 / rounds))) * (fills ? 0.4 : 1);
        IncidentMap.drawArea(ctx, frame, area, shape, this.colours, active, calm);
      }
    }

    reaches(area, frame) {
      if (this.shapeOf(area)) return true;
      const r = this.radiusInPixels(area, frame);
      const x = area.x * frame.scale - frame.x0;
      const y = area.y * frame.scale - frame.y0;
      return x > -r && y > -r && x < frame.width + r && y < frame.height + r;
    }

    /* Areas, names, tags, symbols: on one canvas, as each canvas more costs the browser a layer to put together. */
    paint(ctx, frame) {
      if (this.columns && this.state) {
        this.layOut(frame);
        this.paintAreas(ctx, frame);
      }
      this.paintNames(ctx, frame);
      if (!this.columns || !this.state) return;
      for (const drawn of this.items) this.paintItem(ctx, frame, drawn);
      if (this.fan) this.paintFan(ctx, frame);
      this.paintSelected(ctx, frame);
    }

    /* Decide what stands where; later items lie on top. */
    layOut(frame) {
      const { areas, clusters } = this.groupFor(frame);
      const near = ({ x, y }) =>
        x > frame.x0 - 40 && y > frame.y0 - 40 && x < frame.x0 + frame.width + 40 && y < frame.y0 + frame.height + 40;
      const symbols = clusters.filter(near).reverse().map((item) => {
        const r = item.kind === "point"
          ? IncidentMap.radiusOfKilled(this.columns.killed_best[item.first])
          : IncidentMap.radiusOfCount(item.count);
        return { item, x: item.x, y: item.y, rx: r, ry: r };
      });
      const tags = [];
      for (const area of areas) {
        const size = IncidentMap.tagSize(area);
        const { x, y } = this.tagPlace(frame, area, size, [...symbols, ...tags]);
        tags.push({ item: area, x, y, rx: size.width / 2, ry: size.height / 2 });
      }
      this.items = [...tags, ...symbols];
    }

    /* In the middle of the area, a little aside where something else stands. */
    tagPlace(frame, area, size, others) {
      const shape = this.shapeOf(area);
      const middle = shape
        ? { x: IncidentMap.mercatorX(shape.at[1]), y: IncidentMap.mercatorY(shape.at[0]) }
        : area;
      const start = { x: middle.x * frame.scale, y: middle.y * frame.scale };
      return IncidentMap.freeSpot(start, size.width / 2, size.height / 2, others, NUDGES);
    }

    paintItem(ctx, frame, { item, x: worldX, y: worldY }) {
      const x = worldX - frame.x0;
      const y = worldY - frame.y0;
      if (item.kind === "area") IncidentMap.drawTag(ctx, x, y, item, this.colours, this.ink);
      else if (item.kind === "point") this.paintRow(ctx, x, y, item.first);
      else IncidentMap.drawCluster(ctx, x, y, item, this.colours, this.ink);
    }

    paintRow(ctx, x, y, i) {
      const c = this.columns;
      const radius = IncidentMap.radiusOfKilled(c.killed_best[i]);
      const colour = this.colours[c.type[i]] || "#808080";
      const contested = c.flags[i] & 1;
      if (c.header.soft[c.precision[i]]) IncidentMap.drawBlot(ctx, x, y, radius, colour, contested);
      else IncidentMap.drawPoint(ctx, x, y, radius, colour, contested, this.ink);
      return radius;
    }

    /* Incidents at one spot, spread out on a circle or a spiral around it. */
    paintFan(ctx, frame) {
      const { rows, x: cx, y: cy } = this.fan;
      const legs = rows.map((row, k) => ({ row, ...fanPlace(k, rows.length) }));
      ctx.fillStyle = this.theme().halo;
      ctx.beginPath();
      ctx.arc(cx - frame.x0, cy - frame.y0, fanReach(rows.length), 0, 2 * Math.PI);
      ctx.fill();
      ctx.strokeStyle = this.theme().governorate;
      ctx.lineWidth = 1;
      for (const leg of legs) {
        ctx.beginPath();
        ctx.moveTo(cx - frame.x0, cy - frame.y0);
        ctx.lineTo(cx + leg.x - frame.x0, cy + leg.y - frame.y0);
        ctx.stroke();
      }
      for (const leg of legs) {
        const [x, y] = [cx + leg.x, cy + leg.y];
        const radius = Math.min(11, this.paintRow(ctx, x - frame.x0, y - frame.y0, leg.row));
        this.items.push({ item: { kind: "point", first: leg.row, count: 1, fan: true }, x, y, rx: radius, ry: radius });
      }
    }

    paintSelected(ctx, frame) {
      const c = this.columns;
      const i = this.state.selected;
      if (i < 0 || !IncidentMap.drawable(c, i)) return;
      const inFan = this.items.find((drawn) => drawn.item.fan && drawn.item.first === i);
      const x = (inFan ? inFan.x : c.x[i] * frame.scale) - frame.x0;
      const y = (inFan ? inFan.y : c.y[i] * frame.scale) - frame.y0;
      const radius = this.paintRow(ctx, x, y, i);
      IncidentMap.drawSelection(ctx, x, y, radius, this.ink);
      if (!inFan) this.items.push({ item: { kind: "point", first: i, count: 1 }, x: x + frame.x0, y: y + frame.y0,
        rx: radius, ry: radius });
    }
  }

  function fanPlace(k, n) {
    if (n <= 12) {
      const angle = (2 * Math.PI * k) / n - Math.PI / 2;
      const reach = Math.max(34, n * 4.6);
      return { x: reach * Math.cos(angle), y: reach * Math.sin(angle) };
    }
    // Points on a spiral, some 24 pixels apart.
    const angle = Math.sqrt(k + 2) * 2.9;
    const reach = 9.5 * angle;
    return { x: reach * Math.cos(angle), y: reach * Math.sin(angle) };
  }

  /* Pixels from the spot to the edge of what is spread around it. */
  function fanReach(n) {
    const last = fanPlace(n - 1, n);
    return Math.hypot(last.x, last.y) + 24;
  }

  Object.assign(IncidentMap, { Painter, fanReach });
})();

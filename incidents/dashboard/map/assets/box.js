/* A box drawn on the map, to filter by: with mouse, finger or pen, or the part in view by keyboard. */
(function () {
  "use strict";

  const LEAST = 8; // Pixels: less is a slip of the hand.
  const HOW = "Drag a box over the map. Escape cancels.";

  class BoxTool {
    constructor(engine) {
      this.engine = engine;
      this.map = engine.map;
      this.box = null; // The filter's, as west, south, east, north.
      this.from = null; // Where a drag began, in pixels of the map.
      this.build();
    }

    build() {
      IncidentMap.corner(this.map, "topleft", "im-buttons", (corner) => {
        this.button = IncidentMap.button(corner, "Keep only what lies in a box", "", () => this.toggle());
        this.button.appendChild(document.createElement("i")).className = "im-glyph-box";
        this.button.setAttribute("aria-pressed", "false");
      });
      const container = this.map.getContainer();
      this.sheet = L.DomUtil.create("div", "im-sheet", container);
      this.rubber = L.DomUtil.create("div", "im-rubber", this.sheet);
      this.bar = L.DomUtil.create("div", "im-bar", container);
      this.said = L.DomUtil.create("span", "", this.bar);
      this.said.setAttribute("role", "status");
      this.choice("Use the part of the map in view", () => this.finish(this.map.getBounds())).classList.add("im-first");
      this.choice("Cancel", () => this.stop(true));
      this.sheet.hidden = this.rubber.hidden = this.bar.hidden = true;
      for (const part of [this.sheet, this.bar]) L.DomEvent.disableClickPropagation(part);
      this.listen();
    }

    choice(words, action) {
      const button = L.DomUtil.create("button", "im-choice", this.bar);
      button.type = "button";
      button.textContent = words;
      button.addEventListener("click", action);
      return button;
    }

    /* The sheet lies over the map while a box is drawn, so that Leaflet neither pans nor clicks. */
    listen() {
      const { sheet } = this;
      for (const kind of ["mousemove", "mouseover"]) L.DomEvent.on(sheet, kind, L.DomEvent.stopPropagation);
      sheet.addEventListener("pointerdown", (event) => {
        if (event.button !== 0 || !event.isPrimary) return;
        event.preventDefault();
        sheet.setPointerCapture(event.pointerId);
        this.from = this.place(event);
      });
      sheet.addEventListener("pointermove", (event) => this.from && event.isPrimary && this.stretch(this.place(event)));
      sheet.addEventListener("pointerup", (event) => this.from && event.isPrimary && this.let(this.place(event)));
      sheet.addEventListener("pointercancel", () => this.drop());
      window.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !sheet.hidden) this.stop(true);
      });
    }

    place(event) {
      const edge = this.sheet.getBoundingClientRect();
      const within = (value, most) => Math.max(0, Math.min(most, value));
      return L.point(within(event.clientX - edge.left, edge.width), within(event.clientY - edge.top, edge.height));
    }

    stretch(to) {
      const { min, max } = L.bounds([this.from, to]);
      Object.assign(this.rubber.style, {
        left: min.x + "px", top: min.y + "px", width: max.x - min.x + "px", height: max.y - min.y + "px",
      });
      this.rubber.hidden = false;
    }

    let(to) {
      const { from } = this;
      this.drop();
      const { x, y } = L.bounds([from, to]).getSize();
      if (Math.min(x, y) < LEAST) {
        this.said.textContent = "That was too small. " + HOW;
        return;
      }
      const corner = (point) => this.map.containerPointToLatLng(point);
      this.finish(L.latLngBounds(corner(from), corner(to)));
    }

    drop() {
      this.from = null;
      this.rubber.hidden = true;
    }

    toggle() {
      if (this.sheet.hidden) this.begin();
      else this.stop(true);
    }

    begin() {
      this.engine.leave();
      this.engine.stack.close();
      this.sheet.hidden = this.bar.hidden = false;
      this.map.getContainer().classList.add("im-drawing");
      this.said.textContent = HOW;
      this.button.setAttribute("aria-pressed", "true");
      this.bar.querySelector(".im-first").focus();
    }

    stop(back) {
      this.drop();
      this.sheet.hidden = this.bar.hidden = true;
      this.map.getContainer().classList.remove("im-drawing");
      this.button.setAttribute("aria-pressed", "false");
      if (back) this.button.focus();
    }

    finish(bounds) {
      const round = (degrees, most) => Number(Math.max(-most, Math.min(most, degrees)).toFixed(5));
      this.box = [
        round(bounds.getWest(), 180), round(bounds.getSouth(), 90),
        round(bounds.getEast(), 180), round(bounds.getNorth(), 90),
      ];
      this.stop(true);
      this.engine.front.repaint();
      if (this.engine.columns) this.engine.send({ box: this.box, version: this.engine.columns.version });
    }

    /* What the page filters by. */
    take(box) {
      this.box = box || null;
    }

    paint(ctx, frame) {
      if (!this.box) return;
      const [west, south, east, north] = this.box;
      const x = IncidentMap.mercatorX(west) * frame.scale - frame.x0;
      const y = IncidentMap.mercatorY(north) * frame.scale - frame.y0;
      const width = IncidentMap.mercatorX(east) * frame.scale - frame.x0 - x;
      const height = IncidentMap.mercatorY(south) * frame.scale - frame.y0 - y;
      const { ink } = this.engine;
      ctx.strokeStyle = ink.ground;
      ctx.lineWidth = 4.5;
      ctx.strokeRect(x, y, width, height);
      ctx.setLineDash([8, 5]);
      ctx.strokeStyle = ink.mark;
      ctx.lineWidth = 1.8;
      ctx.strokeRect(x, y, width, height);
      ctx.setLineDash([]);
    }
  }

  IncidentMap.BoxTool = BoxTool;
})();

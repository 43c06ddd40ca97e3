/* The map itself: keeps data, selection and view, draws, answers pointer and Streamlit. One per frame.
 *
 * Streamlit-folium removes the layer of the previous run and adds a new one with each change; these layers are mere
 * messengers (IncidentMap.layer), the engine stays.
 */
(function () {
  "use strict";

  const HOME = [[32.25, 35.55], [37.4, 42.45]];
  const FAN_LIMIT = 80;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const motion = (options) => ({ animate: !still.matches, ...options });

  class Engine extends IncidentMap.Painter {
    constructor(map) {
      super();
      this.map = map;
      this.state = null;
      this.columns = null;
      this.base = null;
      this.bits = new Uint8Array(0);
      this.grouping = null;
      this.items = [];
      this.fan = null;
      this.hovered = null;
      this.arabic = false;
      this.links = new IncidentMap.Link(map);
      this.buildFrame();
      this.buildPanes();
      this.listen();
      this.loadBase();
    }

    buildFrame() {
      const container = this.map.getContainer();
      container.classList.add("im-map");
      this.map.attributionControl.setPrefix(false);
      IncidentMap.addButtons(this.map, this);
      this.legend = IncidentMap.addLegend(this.map);
      IncidentMap.addKeyboardNote(this.map);
      this.tip = L.DomUtil.create("div", "im-tip", container);
      this.tip.setAttribute("role", "tooltip");
      this.tip.hidden = true;
    }

    buildPanes() {
      const pane = (name, zIndex, paint) =>
        new IncidentMap.CanvasPane({ pane: name, zIndex, paint }).addTo(this.map);
      this.ground = pane("im-base", 200, (ctx, frame) => {
        if (this.base) IncidentMap.paintBase(ctx, frame, this.base, this.theme());
      });
      this.front = pane("im-incidents", 450, (ctx, frame) => this.paint(ctx, frame));
    }

    listen() {
      const map = this.map;
      map.on("mousemove", (event) => this.hover(event));
      map.on("mouseout movestart zoomstart", () => this.leave());
      map.on("click", (event) => this.click(event));
      map.on("zoomstart", () => (this.fan = null));
      map.on("zoomend", () => (this.grouping = null));
    }

    loadBase() {
      fetch(IncidentMap.base + "basemap.json")
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error("status " + answer.status))))
        .then((json) => {
          this.base = IncidentMap.decodeBase(json);
          this.map.attributionControl.addAttribution(this.base.attribution);
          this.repaint();
        })
        .catch(() => {
          this.map.attributionControl.addAttribution("Base map not loaded: incidents are drawn without it");
        });
    }

    theme() {
      return IncidentMap.THEMES[this.state && this.state.dark ? "dark" : "light"];
    }

    get ink() {
      return IncidentMap.INK[this.state && this.state.dark ? "dark" : "light"];
    }

    get colours() {
      const { header } = this.columns;
      return this.state.dark ? header.colours_dark : header.colours;
    }

    /* A run of the page has something new to show. */
    update(state) {
      const before = this.state;
      this.arrived = performance.now();
      this.state = state;
      this.map.getContainer().classList.toggle("im-dark", state.dark);
      this.links.goTo(state.view, before === null ? () => this.map.fitBounds(HOME, { animate: false }) : null);
      if (this.columns && this.columns.version === state.version) {
        this.show(before);
        return;
      }
      IncidentMap.fetchColumns(state.url, state.version).then(
        (columns) => {
          if (this.state.version !== columns.version) return;
          this.columns = columns;
          IncidentMap.hush();
          this.show(before);
        },
        (error) => {
          if (this.state !== state) return;
          IncidentMap.say(
            "The map could not load its data (" + error.message + "). Reload the page; the table lists the same " +
            "incidents.", () => this.update(this.state)
          );
        }
      );
    }

    show(before) {
      this.bits = IncidentMap.unpack(this.state.bits);
      this.grouping = null;
      this.fan = null;
      this.legend(this.columns.header, this.colours);
      const moved = !before || before.selected !== this.state.selected;
      this.leave();
      if (!before || before.dark !== this.state.dark) this.repaint();
      else this.front.repaint();
      if (moved && before) this.bringIntoView(this.state.selected);
      this.report();
    }

    repaint() {
      this.ground.repaint();
      this.front.repaint();
    }

    /* Tell helpers of the blind and measurements what is drawn. */
    report() {
      const { shown, drawn } = this.grouping || { shown: 0, drawn: 0 };
      const title = "Map of incidents: " + drawn.toLocaleString("en") + " drawn";
      this.map.getContainer().setAttribute("aria-label", title);
      if (window.frameElement) window.frameElement.title = title;
      const checksum = IncidentMap.checksum(this.bits);
      requestAnimationFrame(() => {
        IncidentMap.drawn = {
          version: this.columns.version, checksum, shown, drawn, selected: this.state.selected, dark: this.state.dark,
          at: performance.timeOrigin + performance.now(), took: performance.now() - this.arrived,
        };
      });
    }

    /* What is drawn under the pointer; the last drawn lies on top. */
    hit(event, slack) {
      const point = this.map.project(event.latlng);
      for (let k = this.items.length - 1; k >= 0; k--) {
        const { item, x, y, rx, ry } = this.items[k];
        if (Math.abs(point.x - x) <= rx + slack && Math.abs(point.y - y) <= ry + slack) return this.items[k];
      }
      return null;
    }

    hover(event) {
      if (!this.columns) return;
      const found = this.hit(event, 2);
      this.map.getContainer().classList.toggle("im-over", Boolean(found));
      const item = found && found.item;
      if (!item) return this.leave();
      if (!this.hovered || !same(this.hovered, item)) {
        const areas = item.kind === "area" || (this.hovered && this.hovered.kind === "area");
        this.hovered = item;
        this.tip.replaceChildren();
        if (item.count === 1) IncidentMap.describeIncident(this.tip, this.columns, item.first, this.colours);
        else IncidentMap.describeGroup(this.tip, this.columns, item, this.colours);
        this.tip.hidden = false;
        if (areas) this.front.repaint();
      }
      this.placeTip(event.containerPoint);
      return undefined;
    }

    placeTip(at) {
      const size = this.map.getSize();
      const { offsetWidth: wide, offsetHeight: high } = this.tip;
      const left = at.x + 16 + wide > size.x ? at.x - wide - 14 : at.x + 16;
      const top = at.y + 14 + high > size.y ? at.y - high - 12 : at.y + 14;
      this.tip.style.left = Math.max(4, left) + "px";
      this.tip.style.top = Math.max(4, top) + "px";
    }

    leave() {
      const area = this.hovered && this.hovered.kind === "area";
      this.hovered = null;
      this.tip.hidden = true;
      this.map.getContainer().classList.remove("im-over");
      if (area && this.columns) this.front.repaint();
    }

    click(event) {
      if (!this.columns) return;
      const touch = event.originalEvent && event.originalEvent.pointerType === "touch";
      const found = this.hit(event, touch ? 10 : 3);
      if (!found) {
        this.setFan(null);
        return;
      }
      if (found.item.count === 1) this.pick(found.item.first);
      else this.open(found);
    }

    /* Send the click to Streamlit the way streamlit-folium would, without its pause of 250 ms. */
    pick(row) {
      const properties = { row, version: this.columns.version, moment: Date.now() };
      const drawing = { type: "Feature", geometry: null, properties };
      const shared = window.__GLOBAL_DATA__;
      shared.last_active_drawing = drawing;
      shared.previous_data = { last_active_drawing: drawing };
      window.Streamlit.setComponentValue(shared.previous_data);
    }

    /* A cluster opens by going closer, or, when that would not part it, by fanning out. */
    open({ item, x, y }) {
      const rows = IncidentMap.rowsOf(this.columns, this.bits, this.grouping, item, 5000);
      const bounds = this.boundsOf(rows);
      const zoom = this.map.getZoom();
      const apart = item.kind !== "area" && bounds.getNorthEast().distanceTo(bounds.getSouthWest()) > 25;
      if (!apart || zoom >= this.map.getMaxZoom()) {
        this.setFan({ rows: rows.slice(0, FAN_LIMIT), x, y });
        return;
      }
      const target = Math.min(this.map.getBoundsZoom(bounds.pad(0.15)), this.map.getMaxZoom());
      this.map.setView(bounds.getCenter(), Math.max(target, Math.min(zoom + 1, this.map.getMaxZoom())), motion());
    }

    setFan(fan) {
      if (!this.fan && !fan) return;
      this.fan = fan;
      this.leave();
      this.front.repaint();
    }

    boundsOf(rows, whole) {
      const bounds = L.latLngBounds([]);
      const c = this.columns;
      for (const i of rows) {
        // Half the radius: enough to see where an area lies.
        const reach = whole && c.header.soft[c.precision[i]] && (c.radius[i] * 0.1) / 222 || 0;
        bounds.extend([c.lat[i] - reach, c.lon[i] - reach]).extend([c.lat[i] + reach, c.lon[i] + reach]);
      }
      return bounds;
    }

    fit() {
      if (!this.columns) return;
      const c = this.columns;
      const rows = [];
      for (let i = 0; i < c.n; i++) if (IncidentMap.isSet(this.bits, i) && IncidentMap.drawable(c, i)) rows.push(i);
      if (!rows.length) return;
      this.map.fitBounds(this.boundsOf(rows, true).pad(0.08), motion({ maxZoom: 13, padding: [30, 30] }));
    }

    bringIntoView(row) {
      const c = this.columns;
      if (row < 0 || !IncidentMap.drawable(c, row)) return;
      const place = L.latLng(c.lat[row], c.lon[row]);
      if (!this.map.getBounds().pad(-0.12).contains(place)) {
        this.map.setView(place, Math.max(this.map.getZoom(), 9), motion());
      }
    }

    toggleArabic() {
      this.arabic = !this.arabic;
      this.front.repaint();
      return this.arabic;
    }
  }

  function same(a, b) {
    return a.kind === b.kind && a.first === b.first && a.count === b.count && a.key === b.key;
  }

  /* What st_folium adds to the map: on arrival it hands its state to the engine. */
  const Messenger = L.FeatureGroup.extend({
    initialize(state) {
      L.FeatureGroup.prototype.initialize.call(this, []);
      this.state = state;
    },
    onAdd(map) {
      if (!IncidentMap.engine) IncidentMap.engine = new Engine(map);
      IncidentMap.engine.update(this.state);
    },
    onRemove() {},
  });

  IncidentMap.layer = (state) => new Messenger(state);
})();

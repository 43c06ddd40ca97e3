/* The map of incidents: keeps data, selection and view, draws, answers pointer and Streamlit. */
(function () {
  "use strict";

  const FAN_LIMIT = 80;
  const WORDS = {
    drawn: "incidents",
    elsewhere: "the table lists the same incidents",
    keys: "Arrow keys move the map, + and − zoom. To reach single incidents by keyboard, use the table.",
  };
  const { motion } = IncidentMap;

  class Engine extends IncidentMap.Painter {
    constructor(map, words = WORDS) {
      super(map, words);
      this.columns = null;
      this.bits = new Uint8Array(0);
      this.grouping = null;
      this.fan = null;
      this.links = new IncidentMap.Link(map);
      this.build();
    }

    buildFrame() {
      super.buildFrame();
      this.legend = IncidentMap.addLegend(this.map);
      this.stack = new IncidentMap.Stack(this);
      this.playback = new IncidentMap.Playback(this);
    }

    listen() {
      super.listen();
      this.map.on("zoomstart", () => (this.fan = null));
      this.map.on("zoomend", () => (this.grouping = null));
      // A frame is often narrow at first: as long as nobody has moved the map, it shows the whole country.
      this.map.on("resize", () => this.links.atHome && this.links.goHome(() => this.goHome()));
      // Leaflet listens to the window alone; the map also grows when its style sheet arrives.
      const container = this.map.getContainer();
      new ResizeObserver(() => {
        const { x, y } = this.map.getSize();
        if (x !== container.clientWidth || y !== container.clientHeight) window.dispatchEvent(new Event("resize"));
      }).observe(container);
    }

    get colours() {
      const { header } = this.columns;
      return this.state.dark ? header.colours_dark : header.colours;
    }

    /* Reads the bytes that a state names. */
    get decode() {
      return IncidentMap.decode;
    }

    /* A run of the page has something new to show. */
    update(state) {
      const before = this.state;
      this.arrived = performance.now();
      this.state = state;
      this.map.getContainer().classList.toggle("im-dark", state.dark);
      this.links.goTo(state.view, before === null ? () => this.goHome() : null);
      if (this.columns && this.columns.version === state.version) {
        this.show(before);
        return;
      }
      this.fetchData(state, this.decode, (columns) => {
        this.columns = columns;
        this.show(before);
      });
    }

    goHome() {
      this.map.fitBounds(IncidentMap.HOME, { animate: false });
    }

    drawKey(unfold) {
      this.legend(this.keyRows(), "Key", unfold);
    }

    keyRows() {
      return IncidentMap.legendRows(this.columns.header, this.colours);
    }

    show(before) {
      this.bits = IncidentMap.unpack(this.state.bits);
      this.playback.reset(this.columns, this.bits);
      this.grouping = null;
      this.fan = null;
      this.drawKey();
      if (!before || before.bits !== this.state.bits || before.version !== this.state.version) this.stack.close();
      const moved = !before || before.selected !== this.state.selected;
      this.leave();
      if (!before || before.dark !== this.state.dark) this.repaint();
      else this.front.repaint();
      if (moved && before) this.bringIntoView(this.state.selected);
      this.report();
    }

    /* Show other rows for the moment, as the player asks. */
    play(bits) {
      this.bits = bits;
      this.grouping = null;
      this.fan = null;
      this.leave();
      this.front.repaint();
    }

    /* Tell helpers of the blind and measurements what is drawn. */
    report() {
      const { shown, drawn } = this.grouping || { shown: 0, drawn: 0 };
      this.announce(this.inWords(drawn));
      const checksum = IncidentMap.checksum(this.bits);
      requestAnimationFrame(() => {
        IncidentMap.drawn = {
          version: this.columns.version, checksum, shown, drawn, selected: this.state.selected, dark: this.state.dark,
          at: performance.timeOrigin + performance.now(), took: performance.now() - this.arrived,
        };
      });
    }

    inWords(drawn) {
      return drawn.toLocaleString("en") + " drawn";
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
        this.describe(this.tip, item);
        this.tip.hidden = false;
        if (areas) this.front.repaint();
      }
      this.placeTip(event.containerPoint);
      return undefined;
    }

    describe(tip, item) {
      if (item.count === 1) IncidentMap.describeIncident(tip, this.columns, item.first, this.colours);
      else IncidentMap.describeGroup(tip, this.columns, item, this.colours);
    }

    leave() {
      const area = this.hovered && this.hovered.kind === "area";
      super.leave();
      if (area && this.columns) this.front.repaint();
    }

    click(event) {
      if (!this.columns) return;
      const found = this.hitByClick(event);
      if (!found) {
        this.setFan(null);
        this.stack.close();
        return;
      }
      if (found.item.count === 1) this.send({ row: found.item.first, version: this.columns.version });
      else this.open(found);
    }

    /* A cluster opens by going closer, or, when that would not part it, by fanning out; too many for that are listed. */
    open({ item, x, y }) {
      const rows = IncidentMap.rowsOf(this.columns, this.bits, this.grouping, item, Infinity);
      const bounds = this.boundsOf(rows);
      const zoom = this.map.getZoom();
      const apart = item.kind !== "area" && bounds.getNorthEast().distanceTo(bounds.getSouthWest()) > 25;
      if (!apart || zoom >= this.map.getMaxZoom()) {
        if (rows.length > this.fanRoom()) this.stack.open(rows);
        else this.fanOut({ rows, x, y });
        return;
      }
      const target = Math.min(this.map.getBoundsZoom(bounds.pad(0.15)), this.map.getMaxZoom());
      this.map.setView(bounds.getCenter(), Math.max(target, Math.min(zoom + 1, this.map.getMaxZoom())), motion());
    }

    /* How many can stand around one spot without leaving the map. */
    fanRoom() {
      const { x, y } = this.map.getSize();
      let many = FAN_LIMIT;
      while (many > 12 && IncidentMap.fanReach(many) > Math.min(x, y) / 2) many--;
      return many;
    }

    fanOut(fan) {
      this.stack.close();
      this.setFan(fan);
      const reach = IncidentMap.fanReach(fan.rows.length);
      this.map.panInside(this.map.unproject([fan.x, fan.y]), motion({ padding: [reach, reach] }));
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
  }

  function same(a, b) {
    return a.kind === b.kind && a.first === b.first && a.count === b.count && a.key === b.key;
  }

  IncidentMap.Engine = Engine; // board.js and the one-file page build on it
})();

/* What the maps here share: base map, buttons, hovering, and the way to Streamlit. One per frame.
 *
 * Streamlit-folium removes the layer of the previous run and adds a new one with each change; these layers are mere
 * messengers (messengerTo), the stage stays.
 */
(function () {
  "use strict";

  const HOME = [[32.25, 35.55], [37.4, 42.45]];
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const motion = (options) => ({ animate: !still.matches, ...options });

  class Stage {
    /* `words`: what is drawn, and where else on the page it is told. */
    constructor(map, words) {
      this.map = map;
      this.words = words;
      this.state = null;
      this.base = null;
      this.items = [];
      this.hovered = null;
      this.arabic = false;
    }

    build() {
      this.buildFrame();
      this.buildPanes();
      this.listen();
      this.baseCame = this.loadBase();
    }

    buildFrame() {
      const container = this.map.getContainer();
      container.classList.add("im-map");
      this.map.attributionControl.setPrefix(false);
      IncidentMap.addButtons(this.map, this);
      this.keys = IncidentMap.addKeyboardNote(this.map, "Map of " + this.words.drawn, this.words.keys);
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
      this.front = pane("im-front", 450, (ctx, frame) => this.paint(ctx, frame));
    }

    listen() {
      const map = this.map;
      map.on("mousemove", (event) => this.hover(event));
      map.on("mouseout movestart zoomstart", () => this.leave());
      map.on("click", (event) => this.click(event));
    }

    loadBase() {
      return fetch(IncidentMap.base + "basemap.json")
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error("status " + answer.status))))
        .then((json) => {
          this.base = IncidentMap.decodeBase(json);
          this.map.attributionControl.addAttribution(this.base.attribution);
          this.repaint();
        })
        .catch(() => {
          this.map.attributionControl.addAttribution(
            "Base map not loaded: " + this.words.drawn + " are drawn without it"
          );
        });
    }

    /* Take in the data that a state names, once per version; when it does not arrive, say so and offer to try again. */
    fetchData(state, read, accept) {
      IncidentMap.fetchOnce(state.url, state.version, read).then(
        (data) => {
          if (this.state.version !== data.version) return;
          IncidentMap.hush();
          accept(data);
        },
        (error) => {
          if (this.state !== state) return;
          IncidentMap.say(
            "The map could not load its data (" + error.message + "). Reload the page; " + this.words.elsewhere + ".",
            () => this.update(this.state)
          );
        }
      );
    }

    theme() {
      return IncidentMap.THEMES[this.state && this.state.dark ? "dark" : "light"];
    }

    get ink() {
      return IncidentMap.INK[this.state && this.state.dark ? "dark" : "light"];
    }

    repaint() {
      this.ground.repaint();
      this.front.repaint();
    }

    /* Tell helpers of the blind what is drawn. */
    announce(what) {
      const title = "Map of " + this.words.drawn + ": " + what;
      this.map.getContainer().setAttribute("aria-label", title);
      if (window.frameElement) window.frameElement.title = title;
    }

    shapeOf(area) {
      return (this.base && area.id && this.base.areas.get(area.id)) || null;
    }

    radiusInPixels(place, frame) {
      return place.radiusKm * IncidentMap.pixelsPerKm(frame.zoom, place.y);
    }

    /* Town names, clear of what is drawn. Gives the boxes that hold something, the items' first. */
    paintNames(ctx, frame) {
      const taken = this.items.map(({ x, y, rx, ry }) => [
        x - rx - 1 - frame.x0, y - ry - 1 - frame.y0, x + rx + 1 - frame.x0, y + ry + 1 - frame.y0,
      ]);
      if (this.base) IncidentMap.paintNames(ctx, frame, this.base, this.theme(), this.arabic, taken);
      return taken;
    }

    /* What is drawn under the pointer; the last drawn lies on top. */
    hit(event, slack) {
      const point = this.map.project(event.latlng);
      for (let k = this.items.length - 1; k >= 0; k--) {
        const { x, y, rx, ry } = this.items[k];
        if (Math.abs(point.x - x) <= rx + slack && Math.abs(point.y - y) <= ry + slack) return this.items[k];
      }
      return null;
    }

    /* The same for a click; a finger is less exact. */
    hitByClick(event) {
      const touch = event.originalEvent && event.originalEvent.pointerType === "touch";
      return this.hit(event, touch ? 10 : 3);
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
      this.hovered = null;
      this.tip.hidden = true;
      this.map.getContainer().classList.remove("im-over");
    }

    /* Send a click to Streamlit the way streamlit-folium would, without its pause of 250 ms. */
    send(what) {
      const properties = { ...what, moment: Date.now() };
      const drawing = { type: "Feature", geometry: null, properties };
      const shared = window.__GLOBAL_DATA__;
      shared.last_active_drawing = drawing;
      shared.previous_data = { last_active_drawing: drawing };
      window.Streamlit.setComponentValue(shared.previous_data);
    }

    toggleArabic() {
      this.arabic = !this.arabic;
      this.front.repaint();
      return this.arabic;
    }
  }

  /* The first that does not lie on any of the others of some spots around a start. */
  function freeSpot(start, rx, ry, others, offsets) {
    const free = ({ x, y }) =>
      others.every((o) => Math.abs(o.x - x) > o.rx + rx + 1 || Math.abs(o.y - y) > o.ry + ry + 1);
    for (const [dx, dy] of offsets) {
      const spot = { x: start.x + dx, y: start.y + dy };
      if (free(spot)) return spot;
    }
    return start;
  }

  /* What st_folium adds to the map: on arrival it hands its state to the engine, which the first one builds. */
  function messengerTo(Engine) {
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
    return (state) => new Messenger(state);
  }

  Object.assign(IncidentMap, { Stage, HOME, motion, freeSpot, messengerTo });
})();

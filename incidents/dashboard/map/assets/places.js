/* The map of places: numbered as in the list beside it, each with its reach to scale; names are written as text only.
 *
 * One more may be placed by hand: with `pick`, a click on empty ground tells where it was.
 */
(function () {
  "use strict";

  const WORDS = {
    drawn: "places",
    elsewhere: "the list beside it names the same places",
    keys: "Arrow keys move the map, + and − zoom. To reach single places by keyboard, use the list.",
  };
  const PICK_KEYS = "Arrow keys move the map, + and − zoom, Enter sets a point in the middle.";
  const KINDS = {
    site: "site", neighbourhood: "neighbourhood", settlement: "town or village",
    near_settlement: "near a town or village", subdistrict: "sub-district", district: "district",
    governorate: "governorate", area: "region without official borders", country: "country",
  };
  const KM_PER_DEGREE = 111.2;
  const NO_BACKDROP = "Names of villages not loaded: reload the page";
  const CLOSEST = 12.5; // A village is seen with what lies around it.

  function decode(buffer) {
    const data = JSON.parse(new TextDecoder().decode(buffer));
    data.places = data.places.map((place) => ({
      ...place, id: place.unit, radiusKm: place.radius_km,
      x: IncidentMap.mercatorX(place.lon), y: IncidentMap.mercatorY(place.lat),
    }));
    data.where = data.places.map((place) => [place.lat, place.lon, place.radius_km].join()).sort().join(";");
    return data;
  }

  function reachInWords(km) {
    if (km < 1) return "within " + Math.round(km * 1000) + " m";
    return "within " + (km < 10 ? Number(km.toFixed(1)) : Math.round(km)) + " km";
  }

  class PlaceEngine extends IncidentMap.PlacePainter {
    constructor(map) {
      super(map, WORDS);
      this.held = false; // The user has moved the map by hand, or works at a spot of it.
      this.own = false; // The map is moving because we said so.
      this.build();
    }

    buildFrame() {
      super.buildFrame();
      this.key = IncidentMap.addKey(this.map, false);
      this.aim = L.DomUtil.create("div", "", this.map.getContainer());
      this.aim.style.cssText = "position:absolute;left:50%;top:50%;width:26px;height:26px;margin:-13px;z-index:700;" +
        "border:2px dashed currentColor;border-radius:50%;box-sizing:border-box;pointer-events:none";
    }

    listen() {
      super.listen();
      const map = this.map;
      map.on("movestart", () => (this.held = this.held || !this.own));
      map.on("moveend", () => (this.own = false));
      map.on("resize", () => this.held || this.fit({ animate: false }));
      const container = map.getContainer();
      container.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && event.target === container && this.state.pick) this.pick(map.getCenter());
      });
      // After the note for the keyboard has looked at the same events.
      for (const kind of ["keydown", "keyup", "pointerdown", "focusin", "focusout"]) {
        window.addEventListener(kind, () => setTimeout(() => this.showAim()), true);
      }
    }

    /* The middle of the map, for those who set a point by keyboard. */
    showAim() {
      const keyboard = this.map.getContainer().matches(".im-keyboard:focus");
      this.aim.style.color = this.colours.accent;
      this.aim.hidden = !(keyboard && this.state && this.state.pick);
    }

    /* A run of the page has something new to show. */
    update(state) {
      this.state = state;
      this.map.getContainer().classList.toggle("im-dark", state.dark);
      this.keys.textContent = state.pick ? PICK_KEYS : WORDS.keys;
      // Two quick clicks would set two points and zoom.
      if (state.pick) this.map.doubleClickZoom.disable();
      else this.map.doubleClickZoom.enable();
      if (!state.pick) this.picked = null;
      this.showAim();
      this.layBackdrop(state);
      this.key([
        ["full", "Filled: the place chosen", this.colours.accent],
        ["hollow", "Outlined: other candidates"],
        ["soft", "Soft edge: an area, not a point"],
      ]);
      if (this.data.version === state.version) this.show(this.data);
      // Units are fitted to their polygons, so the base map comes first.
      else this.fetchData(state, decode, (data) => this.baseCame.then(() => this.state === state && this.show(data)));
    }

    /* The known places behind them, once per version. */
    layBackdrop({ backdrop: wanted }) {
      if (!wanted) this.backdrop = null;
      if (!wanted || (this.backdrop && this.backdrop.version === wanted.version)) return;
      const note = this.map.attributionControl;
      IncidentMap.fetchOnce(wanted.url, wanted.version, IncidentMap.decodeBackdrop, "backdrop").then(
        (backdrop) => {
          note.removeAttribution(NO_BACKDROP);
          if (!this.state.backdrop || this.state.backdrop.version !== backdrop.version) return;
          this.backdrop = backdrop;
          this.front.repaint();
        },
        () => note.removeAttribution(NO_BACKDROP).addAttribution(NO_BACKDROP)
      );
    }

    show(data) {
      const changed = data.where !== this.data.where;
      const chosen = this.state.chosen.filter((index) => index < data.places.length);
      const other = chosen.some((index) => !this.chosen.has(index));
      if (data !== this.data) this.leave();
      this.data = data;
      this.chosen = new Set(chosen);
      if (this.hovered !== null) this.describe(this.hovered);
      if (changed) {
        this.picked = null;
        if (!this.held || !data.places.every((place) => this.inSight(place))) this.fit({ animate: false });
      } else if (other) this.bringIntoView(data.places[chosen[0]]);
      this.repaint();
      this.announce(data.places.length === 1 ? "1 candidate" : (data.places.length || "no") + " candidates");
      IncidentMap.drawn = { version: data.version, drawn: data.places.length, chosen, dark: this.state.dark };
    }

    inSight(place) {
      return this.map.getBounds().contains(this.middleOf(place));
    }

    boundsOf(place) {
      const shape = this.shapeOf(place);
      if (shape) {
        const corner = (x, y) => this.map.unproject([x * 256, y * 256], 0);
        const boxes = shape.rings.map(({ box }) => L.latLngBounds(corner(box[0], box[1]), corner(box[2], box[3])));
        return boxes.reduce((all, box) => all.extend(box));
      }
      const high = place.radiusKm / KM_PER_DEGREE;
      const wide = high / Math.cos((place.lat * Math.PI) / 180);
      return L.latLngBounds([place.lat - high, place.lon - wide], [place.lat + high, place.lon + wide]);
    }

    /* All candidates with their reach, or the whole country. */
    fit(options) {
      const bounds = L.latLngBounds([]);
      for (const place of this.data.places) bounds.extend(this.boundsOf(place));
      const room = { maxZoom: CLOSEST, paddingTopLeft: [58, 26], paddingBottomRight: [26, 34] };
      this.own = true;
      this.held = false;
      if (bounds.isValid()) this.map.fitBounds(bounds, IncidentMap.motion({ ...room, ...options }));
      else this.map.fitBounds(IncidentMap.HOME, IncidentMap.motion(options));
    }

    bringIntoView(place) {
      if (this.inSight(place)) return;
      this.own = true;
      this.map.panTo(this.middleOf(place), IncidentMap.motion());
    }

    hover(event) {
      const found = this.hit(event, 2);
      const { style } = this.map.getContainer();
      style.cursor = found ? "pointer" : this.state && this.state.pick ? "crosshair" : "";
      if (found) this.tell(found.index, event.containerPoint);
      else this.leave();
    }

    /* Say at the pointer what a number stands for. */
    tell(index, at) {
      if (this.hovered !== index) {
        this.hovered = index;
        this.describe(index);
        this.tip.hidden = false;
        this.front.repaint();
      }
      this.placeTip(at);
    }

    describe(index) {
      const place = this.data.places[index];
      const reach = this.shapeOf(place) ? null : reachInWords(place.radiusKm);
      this.tip.replaceChildren();
      IncidentMap.tipLine(this.tip, "place", place.label || "Unnamed place");
      const facts = ["No. " + (index + 1), KINDS[place.kind], reach, this.chosen.has(index) ? "chosen" : null];
      IncidentMap.tipLine(this.tip, "small", facts.filter(Boolean).join(" · "));
    }

    leave() {
      const before = this.hovered;
      super.leave();
      if (before !== null) this.front.repaint();
    }

    click(event) {
      const found = this.hitByClick(event);
      if (found) {
        this.tell(found.index, event.containerPoint); // A finger does not hover.
        this.send({ index: found.index, version: this.data.version });
      } else if (this.state.pick) this.pick(event.latlng);
      else this.leave();
    }

    pick(latlng) {
      const { lat, lng } = latlng.wrap();
      this.picked = { lat: Number(lat.toFixed(6)), lon: Number(lng.toFixed(6)) };
      this.held = true;
      this.leave();
      this.front.repaint();
      this.send({ ...this.picked, version: this.data.version });
    }
  }

  IncidentMap.placeLayer = IncidentMap.messengerTo(PlaceEngine);
})();

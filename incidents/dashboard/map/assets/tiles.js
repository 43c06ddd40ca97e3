/* Tiles of a server that a person has switched on, over the built-in base map and under all the rest.
 *
 * Where they do not load, what lies under them is seen: the base map needs nobody.
 */
(function () {
  "use strict";

  const PATIENCE_MS = 12000;

  /* Leaflet takes attributions as markup. */
  const escaped = (words) => words.replace(/[&<>"']/g, (sign) => "&#" + sign.charCodeAt(0) + ";");

  class Tiles {
    constructor(engine) {
      this.engine = engine;
      this.map = engine.map;
      this.told = null; // As the page sent it: base64 of JSON.
      this.layer = null;
      const pane = this.map.createPane("im-tiles");
      pane.style.zIndex = 210;
      pane.style.pointerEvents = "none";
      this.note = L.DomUtil.create("div", "im-bar im-tiles-note", this.map.getContainer());
      this.note.setAttribute("role", "status");
      this.note.hidden = true;
      L.DomEvent.disableClickPropagation(this.note);
      L.DomEvent.on(this.note, "click", L.DomEvent.stopPropagation); // A button that goes is no longer seen as part of it.
    }

    /* Whether the tiles name the places already. */
    get named() {
      return Boolean(this.layer && this.loaded && this.source.named);
    }

    take(told) {
      if ((told || null) === this.told) return;
      this.told = told || null;
      this.remove();
      this.hush();
      if (!told) return;
      this.source = JSON.parse(atob(told));
      this.lay();
    }

    lay() {
      this.loaded = false;
      const layer = (this.layer = L.tileLayer(this.source.url, {
        pane: "im-tiles", maxZoom: 18, maxNativeZoom: this.source.zoom, attribution: escaped(this.source.attribution),
        referrerPolicy: "strict-origin-when-cross-origin",
      }));
      const on = (event, action) => layer.on(event, () => layer === this.layer && action());
      this.good = this.bad = 0;
      on("loading", () => (this.good = this.bad = 0));
      on("tileload", () => this.came());
      on("tileerror", () => this.bad++);
      on("load", () => this.judge());
      layer.addTo(this.map);
      this.waiting = setTimeout(() => this.loaded || this.fail(), PATIENCE_MS);
    }

    came() {
      this.good++;
      if (this.loaded) return;
      this.loaded = true;
      this.hush();
      this.engine.front.repaint();
    }

    judge() {
      if (!this.bad) this.hush();
      else if (this.good || this.loaded) {
        this.say("Some tiles of " + this.source.host + " did not load: the built-in map stands in their place.");
      } else this.fail();
    }

    fail() {
      this.remove();
      this.say("The tiles of " + this.source.host + " do not load: the built-in map is shown.", () => this.lay());
    }

    remove() {
      clearTimeout(this.waiting);
      const { layer } = this;
      this.layer = null;
      if (layer) layer.remove();
      this.loaded = false;
      this.engine.front.repaint();
    }

    say(words, again) {
      this.note.textContent = words;
      if (again) {
        const button = L.DomUtil.create("button", "im-choice", this.note);
        button.type = "button";
        button.textContent = "Try again";
        button.addEventListener("click", () => {
          this.hush();
          again();
        });
      }
      this.note.hidden = false;
    }

    hush() {
      this.note.hidden = true;
      this.note.replaceChildren();
    }
  }

  IncidentMap.Tiles = Tiles;
})();

/* The view in the page's address: read by the page, written here, so that panning costs neither a run nor history. */
(function () {
  "use strict";

  class Link {
    constructor(map) {
      this.map = map;
      this.asked = null;
      this.current = null;
      this.written = new Set();
      this.home = null; // Where nobody asked to be: the start.
      map.on("moveend", () => this.moved());
      // Streamlit writes the address anew after a run; our part goes back in afterwards.
      window.addEventListener("message", (event) => {
        if (event.source === window.parent) for (const wait of [0, 150, 600]) setTimeout(() => this.write(), wait);
      });
    }

    static text(lat, lon, zoom) {
      return lat.toFixed(4) + "," + lon.toFixed(4) + "," + Number(zoom.toFixed(2));
    }

    /* Go where the page asks, unless it only repeats what we wrote or asked before. */
    goTo(view, otherwise) {
      const wish = view ? Link.text(view[0], view[1], view[2]) : null;
      if (wish && wish !== this.asked && !this.written.has(wish)) {
        this.asked = wish;
        this.map.setView([view[0], view[1]], view[2], { animate: false });
        this.current = wish;
      } else if (otherwise) this.goHome(otherwise);
    }

    /* Go to the start, which the address need not name. */
    goHome(go) {
      this.quiet = true;
      go();
      this.quiet = false;
      this.home = this.here();
    }

    /* Whether the map still stands where it started. */
    get atHome() {
      return this.home !== null && this.current === null;
    }

    here() {
      const centre = this.map.getCenter();
      return Link.text(centre.lat, centre.lng, this.map.getZoom());
    }

    moved() {
      if (this.quiet) return;
      const here = this.here();
      if (this.atHome && here === this.home) return; // Leaflet says so after a change of the window too.
      this.current = here;
      this.written.add(this.current);
      this.write();
    }

    write() {
      if (!this.current) return;
      try {
        const page = window.parent;
        const url = new URL(page.location.href);
        if (url.searchParams.get("view") === this.current) return;
        url.searchParams.set("view", this.current);
        // Commas may stand as they are in a query; escaped they only make the link longer.
        url.search = url.search.replace(/%2C/gi, ",");
        page.history.replaceState(page.history.state, "", url);
      } catch (error) {
        this.current = null; // Embedded in a foreign page: its address is not ours to write.
      }
    }
  }

  IncidentMap.Link = Link;
})();

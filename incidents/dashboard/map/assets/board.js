/* The dashboard's map of incidents: what a page with a server behind it can do more than the one-file page. */
(function () {
  "use strict";

  /* Where the page is narrow, the chosen incident stands below the map: a button leads there. */
  class Below {
    constructor(engine) {
      this.button = L.DomUtil.create("button", "im-below", engine.map.getContainer());
      this.button.type = "button";
      this.button.textContent = "See the incident below ↓";
      this.button.hidden = true;
      L.DomEvent.disableClickPropagation(this.button);
      this.button.addEventListener("click", () => this.go());
    }

    panel() {
      try {
        const page = window.parent.document;
        return page.querySelector(".st-key-si-panel .si-incident") || page.querySelector(".st-key-si-panel");
      } catch (error) {
        return null; // Embedded in a foreign page.
      }
    }

    /* The panel comes some moments after the map: look for it a few times. */
    offer(tries = 12) {
      clearTimeout(this.looking);
      const panel = this.panel();
      const out = panel && panel.getBoundingClientRect().top > window.parent.innerHeight * 0.8;
      this.button.hidden = !out;
      if (!out && tries) this.looking = setTimeout(() => this.offer(tries - 1), 250);
    }

    go() {
      const panel = this.panel();
      if (panel) panel.scrollIntoView({ behavior: IncidentMap.motion().animate ? "smooth" : "auto", block: "start" });
      this.withdraw();
    }

    withdraw() {
      clearTimeout(this.looking);
      this.button.hidden = true;
    }
  }

  class Board extends IncidentMap.Engine {
    buildFrame() {
      super.buildFrame();
      this.areas = new IncidentMap.Areas(this);
      this.boxTool = new IncidentMap.BoxTool(this);
      this.below = new Below(this);
    }

    buildPanes() {
      super.buildPanes();
      this.tiles = new IncidentMap.Tiles(this);
    }

    update(state) {
      this.leave();
      this.areas.take(state.areas);
      this.boxTool.take(state.box);
      super.update(state);
      this.tiles.take(state.tiles);
    }

    show(before) {
      super.show(before);
      this.playback.allow(!this.areas.on);
      if (this.areas.on) this.stack.close();
      const chosen = this.state.selected;
      if (chosen < 0) this.below.withdraw();
      else if (before && before.selected !== chosen) this.below.offer();
    }

    send(what) {
      super.send(what);
      if ("row" in what) this.below.offer();
    }

    /* Colours of areas say nothing without their key: it unfolds when they come, and folds again on a narrow map. */
    drawKey() {
      const turned = this.areas.on !== Boolean(this.keyOfAreas);
      this.keyOfAreas = this.areas.on;
      if (this.areas.on) {
        const { title, rows } = this.areas.key();
        this.legend(rows, title, turned ? true : undefined);
      } else super.drawKey(turned ? IncidentMap.roomForKey(this.map) : undefined);
    }

    inWords(drawn) {
      return this.areas.on ? this.areas.inWords() : super.inWords(drawn);
    }

    paint(ctx, frame) {
      if (this.areas.on && this.columns && this.state) {
        this.items = this.areas.paint(ctx, frame);
        this.paintNames(ctx, frame);
        this.paintSelected(ctx, frame);
      } else super.paint(ctx, frame);
      this.boxTool.paint(ctx, frame);
    }

    paintNames(ctx, frame) {
      return this.tiles && this.tiles.named ? [] : super.paintNames(ctx, frame);
    }

    hover(event) {
      if (this.areas.on) this.areas.hover(event);
      else super.hover(event);
    }

    leave() {
      super.leave();
      this.areas.leave();
    }

    click(event) {
      if (this.areas.on) this.areas.click(event);
      else super.click(event);
    }
  }

  IncidentMap.Board = Board; // counts.js builds on it
  IncidentMap.layer = IncidentMap.messengerTo(Board);
})();

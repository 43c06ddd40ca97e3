/* Incidents at one spot that are too many to fan out: a list over the map, to scroll and to go through by keyboard. */
(function () {
  "use strict";

  const AT_ONCE = 100;
  const UNDATED = -2147483648;

  class Stack {
    constructor(engine) {
      this.engine = engine;
      this.rows = [];
      this.box = L.DomUtil.create("div", "im-stack", engine.map.getContainer());
      this.box.hidden = true;
      this.box.setAttribute("role", "dialog");
      this.box.setAttribute("aria-label", "Incidents at one place");
      L.DomEvent.disableClickPropagation(this.box);
      L.DomEvent.disableScrollPropagation(this.box);
      // Moving over the list is not moving over the map; and Leaflet takes a click on a button that then goes for its own.
      for (const kind of ["mousemove", "mouseover", "click"]) L.DomEvent.on(this.box, kind, L.DomEvent.stopPropagation);
      this.box.addEventListener("keydown", (event) => {
        event.stopPropagation(); // Arrow keys scroll the list, not the map.
        if (event.key === "Escape") this.close(true);
      });
    }

    /* By date, those without one last. */
    open(rows) {
      const { start } = this.engine.columns;
      const key = (i) => (start[i] === UNDATED ? Infinity : start[i]);
      this.rows = [...rows].sort((a, b) => (key(a) === key(b) ? a - b : key(a) - key(b)));
      this.engine.setFan(null);
      this.engine.leave();
      const head = this.make(this.box, "div", "im-stack-head");
      this.make(head, "strong", "", rows.length.toLocaleString("en") + " incidents at one place");
      const close = this.make(head, "button", "im-stack-close", "✕");
      close.setAttribute("aria-label", "Close the list");
      close.title = "Close the list";
      close.addEventListener("click", () => this.close(true));
      this.list = this.make(null, "ol", "");
      this.box.replaceChildren(head, this.list);
      this.box.hidden = false;
      this.more();
      this.list.querySelector("button").focus({ preventScroll: true });
    }

    make(parent, tag, className, text) {
      const made = document.createElement(tag);
      made.className = className;
      if (tag === "button") made.type = "button";
      if (text) made.textContent = text;
      if (parent) parent.appendChild(made);
      return made;
    }

    /* Append the next incidents, and a button for those after them. */
    more() {
      const from = this.list.children.length;
      const next = this.rows.slice(from, from + AT_ONCE);
      for (const row of next) this.entry(row);
      const left = this.rows.length - from - next.length;
      if (!left) return;
      const button = this.make(this.box, "button", "im-stack-more", "Show more (" + left.toLocaleString("en") + ")");
      button.addEventListener("click", () => {
        button.remove();
        this.more();
        this.list.children[from + AT_ONCE].firstChild.focus();
      });
    }

    entry(row) {
      const { engine } = this;
      const button = this.make(this.make(this.list, "li", ""), "button", "im-stack-entry");
      IncidentMap.describeIncident(button, engine.columns, row, engine.colours);
      if (row === engine.state.selected) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => {
        for (const old of this.list.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
        button.setAttribute("aria-current", "true");
        engine.send({ row, version: engine.columns.version });
      });
    }

    close(toMap) {
      if (this.box.hidden) return;
      this.box.hidden = true;
      this.box.replaceChildren();
      if (toMap) this.engine.map.getContainer().focus({ preventScroll: true });
    }
  }

  IncidentMap.Stack = Stack;
})();

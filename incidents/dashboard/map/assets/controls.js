/* Buttons, scale, legend and the note for the keyboard. */
(function () {
  "use strict";

  function button(parent, label, glyph, action) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "im-button";
    element.title = label;
    element.setAttribute("aria-label", label);
    element.textContent = glyph;
    element.addEventListener("click", action);
    parent.appendChild(element);
    return element;
  }

  function corner(map, position, className, fill) {
    const control = L.control({ position });
    control.onAdd = function () {
      const box = L.DomUtil.create("div", className);
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      fill(box);
      return box;
    };
    control.addTo(map);
    return control.getContainer();
  }

  function addButtons(map, engine) {
    corner(map, "topleft", "im-buttons", (box) => {
      button(box, "Zoom in", "+", () => map.zoomIn());
      button(box, "Zoom out", "−", () => map.zoomOut());
    });
    corner(map, "topleft", "im-buttons", (box) => {
      button(box, "Fit the map to the results", "⤢", () => engine.fit());
      const arabic = button(box, "Town names in Arabic", "ع", () => {
        arabic.setAttribute("aria-pressed", String(engine.toggleArabic()));
      });
      arabic.setAttribute("aria-pressed", "false");
    });
    L.control.scale({ imperial: false, maxWidth: 110, position: "bottomleft" }).addTo(map);
  }

  function sample(kind, colour) {
    const mark = document.createElement("i");
    mark.className = "im-mark im-mark-" + kind;
    if (colour) mark.style.setProperty("--colour", colour);
    return mark;
  }

  function row(list, mark, text) {
    const item = document.createElement("li");
    item.append(mark, document.createTextNode(text));
    list.appendChild(item);
  }

  /* A key to fill with rows of mark, words and, for some marks, a colour. */
  function addKey(map, open) {
    const box = corner(map, "bottomright", "im-legend", () => {});
    const details = document.createElement("details");
    details.open = open;
    box.appendChild(details);
    return function (rows, title, unfold) {
      if (unfold !== undefined) details.open = unfold;
      const summary = document.createElement("summary");
      summary.textContent = title || "Key";
      const list = document.createElement("ul");
      for (const [kind, text, colour] of rows) row(list, sample(kind, colour), text);
      details.replaceChildren(summary, list);
    };
  }

  const roomForKey = (map) => map.getSize().x >= 640 && map.getSize().y >= 320;

  /* Folded away at first where the map is narrow. */
  function addLegend(map) {
    return addKey(map, roomForKey(map));
  }

  function legendRows(header, colours) {
    return [
      ...header.types.map((name, t) => ["full", name, colours[t]]),
      ["hollow", "Hollow: contested"],
      ["sizes", "Larger: more killed"],
      ["soft", "Soft: exact place unknown"],
    ];
  }

  function addKeyboardNote(map, title, text) {
    const container = map.getContainer();
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", title);
    const note = document.createElement("div");
    note.className = "im-keys";
    note.id = "im-keys";
    note.textContent = text;
    container.setAttribute("aria-describedby", note.id);
    container.appendChild(note);
    // Leaflet focuses the map on a click too; the note is for those who come by keyboard.
    for (const kind of ["keydown", "keyup"]) {
      window.addEventListener(kind, () => container.classList.add("im-keyboard"), true);
    }
    window.addEventListener("pointerdown", () => container.classList.remove("im-keyboard"), true);
    return note;
  }

  Object.assign(IncidentMap, { button, corner, addButtons, addKey, addLegend, legendRows, roomForKey, addKeyboardNote });
})();

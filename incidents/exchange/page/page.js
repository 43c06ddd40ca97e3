/* The page: filters in, map, timeline, table and panel out. */
(function () {
  "use strict";

  const at = (id) => document.getElementById(id);
  const about = Page.read("about-data");
  const records = Page.read("incidents");
  const columns = Page.columnsOf(records, about);
  const hay = Page.haystacks(records);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const filters = { types: new Set(), governorate: "", from: "", to: "", words: "", contested: false };
  let selected = -1;

  class PageMap extends IncidentMap.Engine {
    loadBase() {
      this.base = IncidentMap.decodeBase(Page.read("basemap"));
      this.map.attributionControl.addAttribution(this.base.attribution);
    }

    send({ row }) {
      choose(row, true);
    }
  }

  const map = L.map("map", { zoomControl: false, maxZoom: 16, minZoom: 4, zoomSnap: 0.5 });
  map.setView([34.9, 38.6], 6.5);
  const engine = new PageMap(map);
  engine.columns = columns;
  const timeline = new Page.Timeline(at("timeline"), records, about.types, (from, to) => setDays(from, to));
  const table = new Page.Table(at("table"), at("more"), records, (row) => choose(row, true));

  const colours = () => (dark.matches ? about.colours_dark : about.colours);

  function draw() {
    const rows = Page.pass(records, hay, filters);
    engine.update({
      dark: dark.matches, view: null, version: "page", url: "", bits: Page.bitsOf(records.length, rows), selected,
    });
    timeline.draw(Page.pass(records, hay, filters, "days"), filters, colours());
    table.show(rows, selected);
    drawTypes();
    const away = rows.filter((i) => records[i].lat === null).length;
    const undated = records.filter((r) => !r.dates).length;
    const notes = [
      away && away.toLocaleString("en") + " of them without a place on the map",
      (filters.from || filters.to) && undated && undated.toLocaleString("en") + " without a date are left out",
    ].filter(Boolean);
    at("count").textContent = rows.length.toLocaleString("en") + " of " + records.length.toLocaleString("en") +
      " incidents shown" + (notes.length ? " (" + notes.join("; ") + ")" : "");
  }

  function drawTypes() {
    const counts = new Map();
    for (const i of Page.pass(records, hay, filters, "types")) {
      counts.set(records[i].type, (counts.get(records[i].type) || 0) + 1);
    }
    const buttons = about.types.map((type, t) => {
      const button = Page.make("button", type + " " + (counts.get(type) || 0).toLocaleString("en"));
      button.type = "button";
      button.dataset.type = type;
      button.style.setProperty("--colour", colours()[t]);
      button.setAttribute("aria-pressed", String(filters.types.has(type)));
      button.addEventListener("click", () => {
        if (!filters.types.delete(type)) filters.types.add(type);
        draw();
        at("types").children[t].focus();
      });
      return button;
    });
    at("types").replaceChildren(...buttons);
  }

  function setDays(from, to) {
    Object.assign(filters, { from, to });
    at("from").value = from;
    at("to").value = to;
    draw();
  }

  function choose(row, byHand) {
    selected = row;
    if (row < 0) Page.invite(at("panel"), about);
    else Page.describe(at("panel"), records[row]);
    draw();
    if (row < 0 || !byHand) return;
    try {
      history.replaceState(null, "", "#" + records[row].id);
    } catch (error) {
      // Some browsers let no file change its address: the page works the same.
    }
    at("panel").scrollIntoView({ block: window.innerWidth < 900 ? "start" : "nearest" });
  }

  function listen() {
    for (const name of ["governorate", "from", "to", "words"]) {
      at(name).addEventListener("input", () => {
        filters[name] = at(name).value;
        draw();
      });
    }
    at("contested").addEventListener("input", () => {
      filters.contested = at("contested").checked;
      draw();
    });
    at("reset").addEventListener("click", () => {
      filters.types.clear();
      Object.assign(filters, { governorate: "", words: "", contested: false });
      at("governorate").value = at("words").value = "";
      at("contested").checked = false;
      setDays("", "");
    });
    dark.addEventListener("change", draw);
    window.addEventListener("resize", () => map.invalidateSize());
    window.addEventListener("hashchange", () => choose(rowOfAddress(), false));
  }

  function rowOfAddress() {
    return records.findIndex((r) => "#" + r.id === location.hash);
  }

  function introduce() {
    const governorates = [...new Set(records.map((r) => r.governorate).filter(Boolean))].sort();
    for (const name of ["", ...governorates]) {
      const option = Page.make("option", name || "all");
      option.value = name;
      at("governorate").append(option);
    }
    const day = about.as_of ? ", as the data stood on " + about.as_of.slice(0, 10) : "";
    at("what").textContent = "What news reports claim happened, where and when, and who says so" + day +
      ". This file works without a network and sends nothing anywhere." + (about.withheld ? " " + about.withheld : "");
    at("many").hidden = records.length <= about.comfortable;
    at("many").textContent = "This page holds " + records.length.toLocaleString("en") + " incidents; it is made for " +
      about.comfortable.toLocaleString("en") + " and may be slow. Narrow the filters before you save it.";
    const left = about.derivation.left_out.map((source) => source.name).join("; ");
    at("about").querySelector("dl").replaceWith(Page.facts([
      ["Made by", about.generator], ["As of", about.as_of], ["Link", about.link],
      ["Best figure", about.derivation.best_figure], ["Vague numbers", about.derivation.vague_numbers],
      ["Left out", left || "nobody's claims"], ["Attribution", about.attribution], ["Licence", about.licence],
      ...(about.withheld ? [["Withheld", about.withheld]] : []),
      ...Object.entries(about.codebook),
    ]));
  }

  introduce();
  listen();
  choose(rowOfAddress(), false);
  engine.fit();
})();

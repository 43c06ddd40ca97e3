/* What the map's scripts expect of the page around them. */
window.IncidentMap = { base: "", say() {}, hush() {} };
/* The dashboard keeps the view in its address; a file has none to keep. */
IncidentMap.Link = class {
  goTo(view, otherwise) {
    if (otherwise) otherwise();
  }
};
window.Page = {};

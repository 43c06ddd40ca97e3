/* The words shown on hovering, written with textContent only: place names are data, never markup. */
(function () {
  "use strict";

  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const UNDATED = -2147483648;

  function day(number) {
    const date = new Date(number * 86400000);
    return [date.getUTCDate(), MONTHS[date.getUTCMonth()], date.getUTCFullYear()];
  }

  function dates(c, i) {
    if (c.start[i] === UNDATED) return "no date";
    const [d, m, y] = day(c.start[i]);
    const precision = c.header.date_precisions[(c.flags[i] >> 5) & 3];
    if (precision === "month") return m + " " + y;
    if (precision === "year") return String(y);
    if (!c.days[i]) return d + " " + m + " " + y;
    const [d2, m2, y2] = day(c.start[i] + c.days[i]);
    const first = y === y2 ? (m === m2 ? d : d + " " + m) : d + " " + m + " " + y;
    return first + "–" + d2 + " " + m2 + " " + y2;
  }

  function killed(c, i) {
    const low = c.killed_low[i];
    const high = c.killed_high[i];
    if (low === IncidentMap.UNKNOWN) return "deaths not reported";
    if (low === 0 && high === 0) return "no deaths reported";
    if (high === IncidentMap.UNKNOWN) return "at least " + low + " killed";
    return (low === high ? low : low + "–" + high) + " killed";
  }

  function line(parent, kind, text) {
    const element = document.createElement("div");
    element.className = "im-tip-" + kind;
    element.dir = "auto";
    element.textContent = text;
    parent.appendChild(element);
    return element;
  }

  function chip(parent, colour, text) {
    const element = line(parent, "type", "");
    const dot = document.createElement("i");
    dot.style.background = colour;
    element.append(dot, document.createTextNode(text));
  }

  function placeOf(c, i) {
    const [name, governorate] = c.header.places[c.place[i]];
    return { name: name || "Unnamed place", governorate: governorate === name ? "" : governorate };
  }

  const VAGUE = {
    near_settlement: "somewhere near", subdistrict: "somewhere in the sub-district", district:
    "somewhere in the district", governorate: "somewhere in the governorate", area: "somewhere in the area",
  };

  function describeIncident(parent, c, i, colours) {
    const place = placeOf(c, i);
    line(parent, "place", place.name);
    const vague = VAGUE[c.header.precisions[c.precision[i]]];
    const where = [place.governorate, vague].filter(Boolean).join(" · ");
    if (where) line(parent, "small", where);
    chip(parent, colours[c.type[i]] || "#888", c.header.subs[c.sub[i]] || c.header.types[c.type[i]] || "Incident");
    line(parent, "small", dates(c, i) + " · " + killed(c, i));
    const said = [];
    if (c.flags[i] & 1) said.push("contested");
    said.push(c.claims[i] === 1 ? "1 claim" : c.claims[i] + " claims");
    if (c.flags[i] & 2) said.push("sample data");
    if (c.flags[i] & 128) said.push("imported");
    line(parent, "small", said.join(" · "));
  }

  function describeGroup(parent, c, item, colours) {
    const many = item.count.toLocaleString("en") + (item.count === 1 ? " incident" : " incidents");
    if (item.kind === "area") {
      line(parent, "place", placeOf(c, item.first).name);
      line(parent, "small", many + " " + (VAGUE[c.header.precisions[item.precision]] || "nearby"));
    } else {
      line(parent, "place", many);
    }
    const order = [...item.types.keys()].filter((t) => item.types[t]).sort((a, b) => item.types[b] - item.types[a]);
    for (const t of order) chip(parent, colours[t], item.types[t].toLocaleString("en") + "  " + c.header.types[t]);
    if (item.contested) line(parent, "small", item.contested.toLocaleString("en") + " contested");
  }

  Object.assign(IncidentMap, { describeIncident, describeGroup, tipLine: line });
})();

/* One incident: its facts and every claim with its words. All words are written as text, never as markup. */
(function () {
  "use strict";

  const MONTHS = "January February March April May June July August September October November December".split(" ");
  const SUPPORT = {
    single: "one source", multiple: "two or more independent sources", conflicting: "sources conflict",
    admitted: "admitted by the side that is blamed",
  };
  const WHERE = {
    site: "an exact site", neighbourhood: "a neighbourhood", settlement: "a town or village",
    near_settlement: "near a town or village", subdistrict: "somewhere in the sub-district", district:
    "somewhere in the district", governorate: "somewhere in the governorate", area: "somewhere in the area",
    country: "somewhere in Syria",
  };

  function make(name, text, className) {
    const element = document.createElement(name);
    if (text !== undefined && text !== null) {
      element.textContent = Page.visible(text);
      element.dir = "auto";
    }
    if (className) element.className = className;
    return element;
  }

  function day(iso) {
    const [year, month, date] = iso.split("-").map(Number);
    return date + " " + MONTHS[month - 1] + " " + year;
  }

  function when(dates) {
    if (!dates) return "date not known";
    const [start, end, precision, kind] = dates;
    if (precision === "year" && start.slice(0, 4) === end.slice(0, 4)) return "in " + start.slice(0, 4);
    if (precision === "month" && start.slice(0, 7) === end.slice(0, 7)) {
      return "in " + MONTHS[Number(start.slice(5, 7)) - 1] + " " + start.slice(0, 4);
    }
    if (start === end) return day(start);
    return (kind === "duration" ? "from " : "between ") + day(start) + (kind === "duration" ? " to " : " and ") + day(end);
  }

  function range(low, high) {
    if (low === null || low === undefined) return "not reported";
    if (high === null || high === undefined) return "at least " + low.toLocaleString("en");
    return low === high ? low.toLocaleString("en") : low.toLocaleString("en") + " to " + high.toLocaleString("en");
  }

  function facts(pairs) {
    const list = document.createElement("dl");
    for (const [name, value] of pairs) if (value) list.append(make("dt", name), make("dd", value));
    return list;
  }

  function sourceOf(report) {
    if (!report) return "";
    return [report.title, report.publisher, report.published && day(report.published)].filter(Boolean).join(", ") ||
      report.ref || "";
  }

  function claim(told, record) {
    const item = make("li");
    const own = told.origin === "import" ? "dataset" : "the report's own voice";
    item.append(make("h4", told.who || own));
    const side = told.side === "unknown" ? "" : told.side;
    const how = told.stance === "denies" ? "denies it" : told.stance === "reports blame" ? "passes on blame" : "";
    item.append(make("p", [side, how].filter(Boolean).join(" · "), "quiet"));
    if (told.quote) item.append(make("blockquote", told.quote));
    if (told.origin === "import") item.append(make("p", "Imported row" + (told.note ? ": " + told.note : ""), "note"));
    item.append(facts([
      ["Killed", told.killed && range(...told.killed)], ["Wounded", told.wounded && range(...told.wounded)],
      ["Blames", told.blames], ["Place", told.place], ["When", told.dates && when(told.dates)],
      ["Read in", sourceOf(record.reports[told.report])],
    ]));
    return item;
  }

  function describe(panel, record) {
    const place = record.governorate && record.governorate !== record.place ? ", " + record.governorate : "";
    const best = record.killed[1];
    const list = make("ol");
    for (const told of record.claims) list.append(claim(told, record));
    const reports = make("ul");
    for (const report of record.reports) {
      const item = make("li", sourceOf(report));
      if (report.url) item.append(make("span", report.url, "address"));
      reports.append(item);
    }
    panel.replaceChildren(
      make("p", record.type + " · " + record.sub, "quiet"),
      make("h2", record.place + place),
      make("p", when(record.dates)),
      ...(record.contested ? [make("p", "Contested: " + (record.why || "the sources disagree"), "warning")] : []),
      facts([
        ["Killed", range(record.killed[0], record.killed[2]) +
          (best !== null && best !== record.killed[0] ? " (best figure " + best.toLocaleString("en") + ")" : "")],
        ["Wounded", range(record.wounded[0], record.wounded[2])],
        ["Blamed", record.perpetrators.join(", ") || "nobody named in the claims"],
        ["Where", record.lat === null ? "could not be located" :
          WHERE[record.precision] + ", within " + record.radius_km + " km"],
        ["Support", SUPPORT[record.corroboration]],
        ["Machine's confidence", record.confidence],
        ["Checked", record.review === "unreviewed" ? "not yet by a person" :
          record.review + (record.review_note ? ": " + record.review_note : "")],
        ["Sample", record.sample ? "made from the program's sample reports" : ""],
      ]),
      make("h3", "Who says what"), list, make("h3", record.reports.length === 1 ? "The report" : "The reports"), reports
    );
    panel.scrollTop = 0;
  }

  function invite(panel, about) {
    panel.replaceChildren(
      make("p", "Choose an incident on the map or in the table to read who says what, in the reports' own words.", "quiet"),
      facts([["As of", about.as_of]])
    );
  }

  Object.assign(Page, { make, when, range, facts, describe, invite });
})();

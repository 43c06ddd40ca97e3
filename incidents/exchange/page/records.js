/* The data of the page: records as written, columns for the map, and which records the filters leave. Pure. */
(function () {
  "use strict";

  const UNKNOWN = 0xffff;
  const UNDATED = -2147483648;
  const DAY = 86400000;

  /* Signs that cannot be seen or turn the reading order are shown by their code. */
  const INVISIBLE =
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2028\u2029\u2060\u2066-\u2069\ufeff]/g;

  function visible(text) {
    const code = (sign) => "[U+" + sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0") + "]";
    return String(text).replace(INVISIBLE, code);
  }

  function read(id) {
    return JSON.parse(document.getElementById(id).textContent);
  }

  function dayNumber(iso) {
    return Math.round(Date.parse(iso + "T00:00:00Z") / DAY);
  }

  function count(value) {
    return value === null ? UNKNOWN : Math.min(value, UNKNOWN - 1);
  }

  /* As incidents/dashboard/map/columns.py packs them. */
  function columnsOf(records, about) {
    const n = records.length;
    const column = (Type, value) => Type.from(records, value);
    const places = new Map();
    const placeOf = (r) => {
      const area = (r.place_id || "").startsWith("sy:adm") ? r.place_id : "";
      const key = [r.place, r.governorate || "", area].join("\u001f");
      if (!places.has(key)) places.set(key, [places.size, [visible(r.place), r.governorate || "", area]]);
      return places.get(key)[0];
    };
    const columns = {
      n, version: "page",
      lat: column(Float64Array, (r) => (r.lat === null ? NaN : r.lat)),
      lon: column(Float64Array, (r) => (r.lon === null ? NaN : r.lon)),
      start: column(Int32Array, (r) => (r.dates ? dayNumber(r.dates[0]) : UNDATED)),
      days: column(Uint16Array, (r) => (r.dates ? dayNumber(r.dates[1]) - dayNumber(r.dates[0]) : 0)),
      radius: column(Uint16Array, (r) => Math.min(UNKNOWN, Math.round((r.radius_km || 0) * 10))),
      killed_low: column(Uint16Array, (r) => count(r.killed[0])),
      killed_best: column(Uint16Array, (r) => count(r.killed[1])),
      killed_high: column(Uint16Array, (r) => count(r.killed[2])),
      type: column(Uint8Array, (r) => about.types.indexOf(r.type)),
      sub: column(Uint8Array, (r) => about.subs.indexOf(r.sub)),
      precision: column(Uint8Array, (r) => about.precisions.indexOf(r.precision)),
      place: column(Uint32Array, placeOf),
      claims: column(Uint8Array, (r) => Math.min(255, r.claims.length)),
      flags: column(Uint8Array, (r) => {
        const precision = r.dates ? about.date_precisions.indexOf(r.dates[2]) : 0;
        return (r.contested ? 1 : 0) | (r.sample ? 2 : 0) | (r.claims.some((c) => c.origin === "import") ? 128 : 0) | (precision << 5);
      }),
    };
    columns.header = { ...about, n, version: "page", places: [...places.values()].map(([, place]) => place) };
    columns.x = Float64Array.from(columns.lon, IncidentMap.mercatorX);
    columns.y = Float64Array.from(columns.lat, IncidentMap.mercatorY);
    return columns;
  }

  /* What is looked through for words, in small letters. */
  function haystacks(records) {
    return records.map((r) => {
      const said = r.claims.flatMap((c) => [c.who, c.quote, c.note, c.blames]);
      const reported = r.reports.flatMap((d) => [d.title, d.publisher]);
      return [r.place, r.sub, ...r.perpetrators, ...said, ...reported].filter(Boolean).join("\n").toLowerCase();
    });
  }

  /* Indices of the records that pass; `without` leaves one filter out of account. */
  function pass(records, hay, filters, without) {
    const words = filters.words.toLowerCase().split(/\s+/).filter(Boolean);
    const dated = without !== "days" && (filters.from || filters.to);
    const found = [];
    records.forEach((r, i) => {
      if (without !== "types" && filters.types.size && !filters.types.has(r.type)) return;
      if (filters.governorate && r.governorate !== filters.governorate) return;
      if (filters.contested && !r.contested) return;
      if (dated && (!r.dates || (filters.to && r.dates[0] > filters.to) || (filters.from && r.dates[1] < filters.from)))
        return;
      if (words.length && !words.every((word) => hay[i].includes(word))) return;
      found.push(i);
    });
    return found;
  }

  function bitsOf(n, rows) {
    const bytes = new Uint8Array(Math.ceil(n / 8) || 1);
    for (const i of rows) bytes[i >> 3] |= 1 << (i & 7);
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  }

  Object.assign(Page, { visible, read, columnsOf, haystacks, pass, bitsOf, dayNumber, DAY });
})();

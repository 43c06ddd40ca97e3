/* Read the columns that incidents/dashboard/map/columns.py writes, and fetch them once per data version. */
(function () {
  "use strict";

  const TYPES = {
    float32: Float32Array,
    int32: Int32Array,
    uint32: Uint32Array,
    uint16: Uint16Array,
    uint8: Uint8Array,
  };

  function decode(buffer) {
    const view = new DataView(buffer);
    const magic = String.fromCharCode(view.getUint8(0), view.getUint8(1), view.getUint8(2), view.getUint8(3));
    if (magic !== "SIM1") throw new Error("not a columns file");
    const length = view.getUint32(4, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
    const columns = { header, n: header.n, version: header.version };
    for (const [name, type, offset] of header.columns) {
      columns[name] = new TYPES[type](buffer, 8 + length + offset, header.n);
    }
    project(columns);
    return columns;
  }

  /* Web Mercator, the world being 1 by 1: a zoom level is then one multiplication. */
  function project(columns) {
    const n = columns.n;
    columns.x = new Float64Array(n);
    columns.y = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      columns.x[i] = mercatorX(columns.lon[i]);
      columns.y[i] = mercatorY(columns.lat[i]);
    }
  }

  function mercatorX(lon) {
    return lon / 360 + 0.5;
  }

  function mercatorY(lat) {
    const sin = Math.sin((lat * Math.PI) / 180);
    return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
  }

  function latOf(y) {
    return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
  }

  const loading = {};

  /* `read` makes data with a version of the bytes. The version is checked: the address alone names large files by
   samples of their content. `use` tells apart what a map loads beside its data. */
  function fetchOnce(url, version, read, use = "data") {
    const known = loading[use];
    if (known && known.version === version) return known.promise;
    const promise = fetch(url)
      .then((answer) => {
        if (!answer.ok) throw new Error("status " + answer.status);
        return answer.arrayBuffer();
      })
      .then((buffer) => {
        const data = read(buffer);
        if (data.version !== version) throw new Error("another data version");
        return data;
      });
    loading[use] = { version, promise };
    promise.catch(() => {
      delete loading[use];
    });
    return promise;
  }

  function unpack(base64) {
    const text = atob(base64);
    const bits = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bits[i] = text.charCodeAt(i);
    return bits;
  }

  /* FNV-1a, 32 bits: lets a measurement recognise which selection was drawn. */
  function checksum(bits) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < bits.length; i++) hash = Math.imul(hash ^ bits[i], 0x01000193);
    return hash >>> 0;
  }

  Object.assign(window.IncidentMap, { decode, fetchOnce, unpack, checksum, mercatorX, mercatorY, latOf });
})();

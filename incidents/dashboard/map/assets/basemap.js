/* The base map: sea, countries, governorates, districts, rivers, lakes and names, from basemap.json. */
(function () {
  "use strict";

  const THEMES = {
    light: {
      sea: "#cfdde6", land: "#efece4", syria: "#fbfaf6", border: "#8d8674", coast: "#9fb4c1", neighbour: "#c3bdae",
      governorate: "#a9a18d", district: "#d6d0c1", subdistrict: "#e4dfd3", water: "#a9c6d8", river: "#8fb6cf",
      town: "#3d4148", townDot: "#5b606a", country: "#8b8778", name: "#8a826e", halo: "rgba(251,250,246,.92)",
      seaName: "#7593a8",
    },
    dark: {
      sea: "#101a24", land: "#171c22", syria: "#20262e", border: "#7d8896", coast: "#2c4356", neighbour: "#343c46",
      governorate: "#4a5563", district: "#323b46", subdistrict: "#2a323c", water: "#24445c", river: "#2f5876",
      town: "#c3cad3", townDot: "#98a3b0", country: "#68727e", name: "#7f8b99", halo: "rgba(24,29,35,.9)",
      seaName: "#476a86",
    },
  };
  const FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif";

  /* Rings are whole ten-thousandths of a degree, each point as the difference from the one before. */
  function ring(flat) {
    const n = flat.length / 2;
    const points = new Float64Array(flat.length);
    let lon = 0;
    let lat = 0;
    let box = [1, 1, 0, 0];
    for (let i = 0; i < n; i++) {
      lon += flat[2 * i];
      lat += flat[2 * i + 1];
      const x = (points[2 * i] = IncidentMap.mercatorX(lon / 1e4));
      const y = (points[2 * i + 1] = IncidentMap.mercatorY(lat / 1e4));
      box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)];
    }
    return { points, box };
  }

  function shape(feature) {
    return { ...feature, rings: feature.rings.map(ring) };
  }

  function decode(json) {
    const base = { attribution: json.attribution, towns: json.towns, names: json.names, areas: new Map() };
    for (const layer of ["countries", "governorates", "districts", "subdistricts", "lakes", "rivers"]) {
      base[layer] = (json[layer] || []).map(shape);
    }
    for (const layer of ["subdistricts", "districts", "governorates"]) {
      for (const area of base[layer]) base.areas.set(area.id, area);
    }
    return base;
  }

  function inView(box, frame) {
    return (
      box[2] * frame.scale > frame.x0 && box[0] * frame.scale < frame.x0 + frame.width &&
      box[3] * frame.scale > frame.y0 && box[1] * frame.scale < frame.y0 + frame.height
    );
  }

  function trace(ctx, frame, area, close) {
    let any = false;
    for (const { points, box } of area.rings) {
      if (!inView(box, frame)) continue;
      any = true;
      // Points closer than half a pixel add nothing to the eye.
      let px = NaN;
      let py = NaN;
      for (let i = 0; i < points.length; i += 2) {
        const x = points[i] * frame.scale - frame.x0;
        const y = points[i + 1] * frame.scale - frame.y0;
        if (i === 0) ctx.moveTo(x, y);
        else if (Math.abs(x - px) + Math.abs(y - py) > 0.5 || i === points.length - 2) ctx.lineTo(x, y);
        else continue;
        px = x;
        py = y;
      }
      if (close) ctx.closePath();
    }
    return any;
  }

  function path(ctx, frame, areas, close) {
    ctx.beginPath();
    for (const area of areas) trace(ctx, frame, area, close);
  }

  function stroke(ctx, colour, width, dash) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.setLineDash(dash || []);
    ctx.stroke();
    ctx.setLineDash([]);
  }

  function paintLand(ctx, frame, base, theme) {
    ctx.fillStyle = theme.sea;
    ctx.fillRect(0, 0, frame.width, frame.height);
    ctx.lineJoin = "round";
    const syria = base.countries.filter((country) => country.home);
    path(ctx, frame, base.countries, true);
    stroke(ctx, theme.coast, 3);
    ctx.fillStyle = theme.land;
    ctx.fill("evenodd");
    stroke(ctx, theme.neighbour, 0.8);
    path(ctx, frame, base.governorates.length ? base.governorates : syria, true);
    ctx.fillStyle = theme.syria;
    ctx.fill();
    return syria;
  }

  function paintLines(ctx, frame, base, theme, syria) {
    if (frame.zoom >= 9.5) {
      path(ctx, frame, base.subdistricts, true);
      stroke(ctx, theme.subdistrict, 0.8);
    }
    if (frame.zoom >= 7.5) {
      path(ctx, frame, base.districts, true);
      stroke(ctx, theme.district, frame.zoom >= 9 ? 1.1 : 0.7);
    }
    path(ctx, frame, base.lakes, true);
    ctx.fillStyle = theme.water;
    ctx.fill();
    path(ctx, frame, base.rivers.filter((river) => river.rank === 1 || frame.zoom >= 7.5), false);
    stroke(ctx, theme.river, Math.max(1, Math.min(3, (frame.zoom - 4) * 0.4)));
    path(ctx, frame, base.governorates, true);
    stroke(ctx, theme.governorate, frame.zoom >= 8 ? 1.3 : 0.9, frame.zoom >= 8 ? [7, 3, 1.5, 3] : [4, 3]);
    // The national border: a soft band, then the line.
    path(ctx, frame, syria, true);
    ctx.globalAlpha = 0.22;
    stroke(ctx, theme.border, 5);
    ctx.globalAlpha = 1;
    stroke(ctx, theme.border, 1.3);
  }

  function paint(ctx, frame, base, theme) {
    const syria = paintLand(ctx, frame, base, theme);
    paintLines(ctx, frame, base, theme, syria);
  }

  /* Names, the more important first; one that would cover another is left out. `taken` are boxes in pixels of
   the frame that hold something already; those of the names are added. */
  function paintNames(ctx, frame, base, theme, arabic, taken) {
    const put = (name, lat, lon, style) => write(ctx, frame, taken, name, lat, lon, style);
    for (const [kind, name, lat, lon, from, to] of base.names) {
      if (frame.zoom < from || frame.zoom >= to) continue;
      if (kind === "town") {
        put(name, lat, lon, { colour: theme.country, halo: theme.halo, size: 11, dot: theme.country });
      } else {
        const sea = kind === "sea" || kind === "water";
        put(kind === "country" ? name.toUpperCase() : name, lat, lon, {
          colour: sea ? theme.seaName : kind === "country" ? theme.country : theme.name,
          halo: sea ? null : theme.halo,
          size: kind === "country" ? 12 : 11,
          italic: sea,
          spacing: kind === "country" ? "3px" : kind === "governorate" ? "1px" : "0px",
        });
      }
    }
    for (const [name, nameAr, lat, lon, rank] of base.towns) {
      if (frame.zoom < rank) break;
      const size = rank <= 6 ? 12.5 : rank <= 8 ? 11.5 : 11;
      const style = { colour: theme.town, halo: theme.halo, size, bold: rank <= 6, dot: theme.townDot };
      put(arabic && nameAr ? nameAr : name, lat, lon, style);
    }
  }

  /* The towns that are named at a zoom level, if there is room. */
  function townsAt(base, zoom) {
    return [
      ...base.names.filter(([kind, , , , from, to]) => kind === "town" && zoom >= from && zoom < to)
        .map(([, name, lat, lon]) => ({ names: [name], lat, lon })),
      ...base.towns.filter(([, , , , rank]) => zoom >= rank)
        .map(([name, nameAr, lat, lon]) => ({ names: [name, nameAr], lat, lon })),
    ];
  }

  function boxAt(left, y, width, style) {
    return [left - 3, y - style.size * 0.7, left + width + 3, y + style.size * 0.7];
  }

  function covered(taken, box) {
    return taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1]);
  }

  /* Beside its dot on either side, or above or below it, farther off when a symbol covers the dot. */
  function place(taken, x, y, width, style) {
    const spots = style.dot ? [] : [[x - width / 2, y]];
    for (const away of style.dot ? (style.bold ? [6, 17, 26, 34] : [6, 17, 26]) : []) {
      spots.push([x + away, y], [x - away - width, y], [x - width / 2, y + away + 7], [x - width / 2, y - away - 7]);
    }
    return spots.find(([left, top]) => !covered(taken, boxAt(left, top, width, style)));
  }

  function write(ctx, frame, taken, text, lat, lon, style) {
    const x = IncidentMap.mercatorX(lon) * frame.scale - frame.x0;
    const y = IncidentMap.mercatorY(lat) * frame.scale - frame.y0;
    if (x < -80 || y < -20 || x > frame.width + 80 || y > frame.height + 20) return;
    ctx.font = (style.italic ? "italic " : "") + (style.bold ? "600 " : "") + style.size + "px " + FONT;
    if ("letterSpacing" in ctx) ctx.letterSpacing = style.spacing || "0px";
    const width = ctx.measureText(text).width;
    const spot = place(taken, x, y, width, style);
    if (!spot) return;
    const [left, base] = spot;
    if (style.dot && !covered(taken, [x, y, x, y])) {
      ctx.beginPath();
      ctx.arc(x, y, style.bold ? 2.6 : 2, 0, 2 * Math.PI);
      ctx.fillStyle = style.dot;
      ctx.fill();
    }
    taken.push(boxAt(left, base, width, style));
    ctx.textBaseline = "middle";
    if (style.halo) {
      ctx.lineJoin = "round";
      ctx.strokeStyle = style.halo;
      ctx.lineWidth = 3;
      ctx.strokeText(text, left, base);
    }
    ctx.fillStyle = style.colour;
    ctx.fillText(text, left, base);
    if ("letterSpacing" in ctx) ctx.letterSpacing = "0px";
  }

  Object.assign(IncidentMap, {
    decodeBase: decode, paintBase: paint, paintNames, townsAt, trace, inView, THEMES, FONT,
  });
})();

/* How incidents look: a disc for one, a ring of its types for several, a soft area where the place is vague. */
(function () {
  "use strict";

  const INK = {
    light: { ground: "#ffffff", text: "#1b2530", shadow: "rgba(20,30,40,.28)", mark: "#111a24" },
    dark: { ground: "#1a222c", text: "#eef2f6", shadow: "rgba(0,0,0,.6)", mark: "#ffffff" },
  };

  function radiusOfKilled(killed) {
    return killed === IncidentMap.UNKNOWN ? 6 : Math.min(17, 6 + 1.15 * Math.sqrt(killed));
  }

  function dominant(types) {
    let best = 0;
    for (let t = 1; t < types.length; t++) if (types[t] > types[best]) best = t;
    return best;
  }

  function disc(ctx, x, y, r, fill) {
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fillStyle = fill;
    ctx.fill();
  }

  function circle(ctx, x, y, r, colour, width) {
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.stroke();
  }

  /* One incident: filled, or hollow when contested. */
  function drawPoint(ctx, x, y, radius, colour, contested, ink) {
    disc(ctx, x, y, radius + 1.5, ink.ground);
    if (contested) {
      ctx.globalAlpha = 0.18;
      disc(ctx, x, y, radius, colour);
      ctx.globalAlpha = 1;
      circle(ctx, x, y, radius - 1, colour, 2.6);
    } else {
      disc(ctx, x, y, radius, colour);
    }
  }

  /* One incident whose place is vague, too small on the screen for its area to show: a soft blot. */
  function drawBlot(ctx, x, y, radius, colour, contested) {
    const r = radius + 6;
    const gradient = ctx.createRadialGradient(x, y, radius * 0.2, x, y, r);
    gradient.addColorStop(0, colour + "d0");
    gradient.addColorStop(0.45, colour + "80");
    gradient.addColorStop(1, colour + "00");
    disc(ctx, x, y, r, gradient);
    if (contested) {
      ctx.setLineDash([3, 3]);
      circle(ctx, x, y, radius, colour, 1.6);
      ctx.setLineDash([]);
    }
  }

  function compact(count) {
    if (count < 10000) return String(count);
    return count < 1e6 ? Math.round(count / 1000) + "k" : (count / 1e6).toFixed(1) + "M";
  }

  /* Several incidents: their number in a ring of their types. */
  function drawCluster(ctx, x, y, item, colours, ink) {
    const radius = IncidentMap.radiusOfCount(item.count);
    const width = radius > 22 ? 5.5 : 4.2;
    ctx.shadowColor = ink.shadow;
    ctx.shadowBlur = 5;
    ctx.shadowOffsetY = 1;
    disc(ctx, x, y, radius, ink.ground);
    ctx.shadowColor = "transparent";
    ctx.shadowBlur = ctx.shadowOffsetY = 0;
    let from = -Math.PI / 2;
    const total = item.types.reduce((sum, n) => sum + n, 0) || 1;
    ctx.lineWidth = width;
    for (let t = 0; t < item.types.length; t++) {
      if (!item.types[t]) continue;
      const to = from + (2 * Math.PI * item.types[t]) / total;
      ctx.beginPath();
      ctx.arc(x, y, radius - width / 2, from, to);
      ctx.strokeStyle = colours[t];
      ctx.stroke();
      from = to;
    }
    number(ctx, x, y, compact(item.count), radius > 24 ? 13 : 12, ink.text);
  }

  function number(ctx, x, y, text, size, colour) {
    ctx.font = "600 " + size + "px " + IncidentMap.FONT;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y + 0.5);
    ctx.textAlign = "start";
  }

  /* An area: washed in the colour of its most frequent type, fading at the edge; its number in a dashed tag.
   `calm` weakens the wash where many lie over each other or one fills the view. */
  function drawArea(ctx, frame, item, shape, colours, active, calm) {
    const strength = calm * Math.min(0.3, 0.1 + 0.035 * Math.log2(1 + item.count)) + (active ? 0.1 : 0);
    wash(ctx, frame, item, shape, colours[dominant(item.types)], strength);
  }

  /* Colour over a shape, or over a circle where there is none, that fades at the edge. */
  function wash(ctx, frame, area, shape, colour, strength) {
    if (!shape) {
      const r = area.radiusKm * IncidentMap.pixelsPerKm(frame.zoom, area.y);
      const x = area.x * frame.scale - frame.x0;
      const y = area.y * frame.scale - frame.y0;
      const gradient = ctx.createRadialGradient(x, y, 0, x, y, r);
      gradient.addColorStop(0, alpha(colour, strength * 1.5));
      gradient.addColorStop(0.6, alpha(colour, strength));
      gradient.addColorStop(1, alpha(colour, 0));
      disc(ctx, x, y, r, gradient);
      return;
    }
    ctx.save();
    ctx.beginPath();
    IncidentMap.trace(ctx, frame, shape, true);
    ctx.fillStyle = alpha(colour, strength * 0.62);
    ctx.fill();
    // Soft edge: wide faint strokes kept inside the outline.
    ctx.clip();
    ctx.lineJoin = "round";
    for (const width of [22, 14, 7]) {
      ctx.lineWidth = width;
      ctx.strokeStyle = alpha(colour, strength * 0.26);
      ctx.stroke();
    }
    ctx.restore();
  }

  function alpha(colour, value) {
    return colour + Math.round(Math.min(1, value) * 255).toString(16).padStart(2, "0");
  }

  function tagSize(item) {
    return { width: 19 + 6.6 * compact(item.count).length, height: 19 };
  }

  function drawTag(ctx, x, y, item, colours, ink) {
    const { width, height } = tagSize(item);
    ctx.beginPath();
    ctx.roundRect(x - width / 2, y - height / 2, width, height, 4);
    ctx.fillStyle = ink.ground;
    ctx.globalAlpha = 0.9;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.setLineDash([3.5, 2.5]);
    ctx.strokeStyle = colours[dominant(item.types)];
    ctx.lineWidth = 1.8;
    ctx.stroke();
    ctx.setLineDash([]);
    number(ctx, x, y, compact(item.count), 11.5, ink.text);
  }

  function drawSelection(ctx, x, y, radius, ink) {
    circle(ctx, x, y, radius + 5, ink.ground, 5);
    circle(ctx, x, y, radius + 5, ink.mark, 2.2);
  }

  Object.assign(IncidentMap, {
    INK, radiusOfKilled, drawPoint, drawBlot, drawCluster, drawArea, drawTag, tagSize, drawSelection, circle, disc,
    number, wash, alpha,
  });
})();

/* Loaded first: a place for words over the map, so that a map that cannot be drawn says so. */
(function () {
  "use strict";

  const here = document.currentScript.src;
  const IncidentMap = (window.IncidentMap = { base: here.slice(0, here.lastIndexOf("/") + 1) });

  const box = document.createElement("div");
  box.setAttribute("role", "status");
  // Styled here, as the style sheet may be what is missing.
  box.style.cssText =
    "position:absolute;left:50%;top:45%;transform:translate(-50%,-50%);z-index:2000;max-width:80%;padding:12px 18px;" +
    "border-radius:8px;font:14px/1.5 system-ui,sans-serif;background:#fff;color:#1d2733;border:1px solid #c9d1da;" +
    "box-shadow:0 2px 12px rgba(0,0,0,.18)";
  const words = document.createElement("span");
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Try again";
  again.style.cssText = "margin-left:12px;font:inherit;padding:2px 10px;cursor:pointer";
  box.append(words, again);
  document.body.appendChild(box);

  IncidentMap.say = function (text, retry) {
    words.textContent = text;
    again.hidden = !retry;
    again.onclick = retry || null;
    box.hidden = false;
    box.style.display = "";
  };
  IncidentMap.hush = function () {
    box.style.display = "none";
  };

  // The frame has no height until the map stands: without this nobody would read it.
  const place = document.getElementById("map_div");
  if (window.Streamlit) window.Streamlit.setFrameHeight(parseInt(place && place.style.height, 10) || 400);
  IncidentMap.say("Drawing the map …");

  // streamlit-folium drops what it is told while it still loads these scripts: the last of it is said again when
  // the map stands, or a filter set in the first second would have no effect.
  let missed = null;
  function listen(event) {
    if (event.data && event.data.type === "streamlit:render") missed = event.data;
  }
  function catchUp() {
    const known = window.map && window.__GLOBAL_DATA__ && window.__GLOBAL_DATA__.last_feature_group;
    if (!known) return;
    clearInterval(waiting);
    window.removeEventListener("message", listen);
    if (missed && missed.args.feature_group !== known) {
      window.dispatchEvent(new MessageEvent("message", { data: missed }));
    }
  }
  window.addEventListener("message", listen);
  const waiting = setInterval(catchUp, 50);

  window.addEventListener(
    "error",
    (event) => {
      if (event.target && event.target.tagName === "SCRIPT") {
        IncidentMap.say(
          "The map could not load one of its own files. Reload the page; its lists say the same in words."
        );
      }
    },
    true
  );
})();

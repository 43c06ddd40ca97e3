/* A canvas over the view that follows Leaflet's panning and zooming and is drawn anew when it comes to rest. */
(function () {
  "use strict";

  IncidentMap.CanvasPane = L.Renderer.extend({
    options: { padding: 0.2, zIndex: 400, name: "", paint: null },

    _initContainer() {
      const map = this._map;
      const pane = map.getPane(this.options.pane) || map.createPane(this.options.pane);
      pane.style.zIndex = this.options.zIndex;
      pane.style.pointerEvents = "none";
      this._container = document.createElement("canvas");
      this._container.className = "im-canvas";
      this._container.setAttribute("aria-hidden", "true");
      this._context = this._container.getContext("2d");
    },

    _destroyContainer() {
      this._container.remove();
      delete this._container;
    },

    _updatePaths() {},
    _onZoomEnd() {},

    _reset() {
      this._update();
      this._updateTransform(this._center, this._zoom);
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      this.repaint();
    },

    /* Draw at rest: call this too when what is drawn has changed. */
    repaint() {
      if (!this._bounds || this._map._animatingZoom) return;
      const size = this._bounds.getSize();
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      const canvas = this._container;
      if (canvas.width !== Math.round(size.x * ratio) || canvas.height !== Math.round(size.y * ratio)) {
        canvas.width = Math.round(size.x * ratio);
        canvas.height = Math.round(size.y * ratio);
        canvas.style.width = size.x + "px";
        canvas.style.height = size.y + "px";
      }
      L.DomUtil.setPosition(canvas, this._bounds.min);
      const origin = this._map.getPixelOrigin().add(this._bounds.min);
      const ctx = this._context;
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, size.x, size.y);
      this.options.paint(ctx, {
        zoom: this._map.getZoom(),
        scale: 256 * Math.pow(2, this._map.getZoom()),
        x0: origin.x,
        y0: origin.y,
        width: size.x,
        height: size.y,
      });
    },
  });
})();

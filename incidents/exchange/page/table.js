/* The incidents shown as a table; a hundred at a time. */
(function () {
  "use strict";

  const STEP = 100;
  const COLUMNS = [
    ["When", (r) => (r.dates ? r.dates[0] : "9999")],
    ["Place", (r) => r.place.toLowerCase()],
    ["Type", (r) => r.sub],
    ["Killed", (r) => (r.killed[1] === null ? -1 : r.killed[1])],
    ["Blamed", (r) => r.perpetrators.join(", ")],
    ["Support", (r) => r.corroboration],
  ];

  class Table {
    constructor(table, more, records, choose) {
      Object.assign(this, { table, more, records, choose, sorted: 0, down: false, limit: STEP, rows: [] });
      const line = document.createElement("tr");
      COLUMNS.forEach(([name], k) => {
        const head = document.createElement("th");
        head.scope = "col";
        const button = Page.make("button", name);
        button.type = "button";
        button.addEventListener("click", () => this.sortBy(k));
        head.append(button);
        line.append(head);
      });
      table.tHead.append(line);
      more.addEventListener("click", () => {
        this.limit += STEP;
        this.draw();
      });
    }

    show(rows, selected) {
      if (rows.length !== this.rows.length || rows.some((row, k) => row !== this.rows[k])) this.limit = STEP;
      this.rows = rows;
      this.selected = selected;
      this.draw();
    }

    sortBy(k) {
      this.down = this.sorted === k ? !this.down : k === 3;
      this.sorted = k;
      this.draw();
    }

    draw() {
      const key = COLUMNS[this.sorted][1];
      const order = this.down ? -1 : 1;
      const keyed = this.rows.map((i) => [key(this.records[i]), i]);
      keyed.sort((a, b) => (a[0] < b[0] ? -order : a[0] > b[0] ? order : a[1] - b[1]));
      const lines = keyed.slice(0, this.limit).map(([, i]) => this.line(i));
      this.table.tBodies[0].replaceChildren(...lines);
      [...this.table.tHead.rows[0].cells].forEach((cell, k) => {
        const direction = this.down ? "descending" : "ascending";
        cell.setAttribute("aria-sort", k === this.sorted ? direction : "none");
      });
      const left = this.rows.length - lines.length;
      this.more.hidden = left <= 0;
      this.more.textContent = "Show more (" + left.toLocaleString("en") + ")";
    }

    line(i) {
      const r = this.records[i];
      const line = document.createElement("tr");
      line.dataset.id = r.id;
      if (i === this.selected) line.setAttribute("aria-current", "true");
      const place = document.createElement("td");
      const button = Page.make("button", r.place);
      button.type = "button";
      place.append(button);
      const said = (text) => Page.make("td", text);
      line.append(
        said(Page.when(r.dates)), place, said(r.sub), said(Page.range(r.killed[0], r.killed[2])),
        said(r.perpetrators.join(", ")), said((r.contested ? "contested, " : "") + r.corroboration)
      );
      line.addEventListener("click", () => this.choose(i));
      return line;
    }
  }

  Page.Table = Table;
})();

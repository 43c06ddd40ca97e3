// On a phone the menu covers the page: once another page was chosen in it, it is put away.
let last = null;

export default function ({ data }) {
  const changed = last !== null && last !== data.page;
  last = data.page;
  if (!changed || !window.matchMedia("(max-width: 768px)").matches) return;
  const bar = document.querySelector("[data-testid=stSidebar][aria-expanded=true]");
  const button = bar && bar.querySelector("[data-testid=stSidebarCollapseButton] button");
  if (button) button.click();
}

// The "Copy link" button, where there is one. It also keeps the page's address equal to that link, with replaceState: no
// rerun, no history entry, and a reload shows the same again. The view is known to the map alone, which writes it there.
const VIEW = /^-?\d{1,3}(\.\d+)?,-?\d{1,3}(\.\d+)?,\d{1,2}(\.\d+)?$/;
const OF_STREAMLIT = ["embed", "embed_options"];

// Before it changes the page by itself, Streamlit empties the query and adds a history entry for that: Back would then
// lead to an address that has lost its filters. Only another page is a new entry.
if (!window.incidentsPushesPagesOnly) {
  window.incidentsPushesPagesOnly = true;
  const push = window.history.pushState.bind(window.history);
  window.history.pushState = (state, title, url) => {
    const path = new URL(url ?? "", window.location.href).pathname;
    if (path !== window.location.pathname) push(state, title, url);
  };
}

function withView(params, here) {
  const made = new URLSearchParams(params);
  const view = here.get("view");
  if (view && VIEW.test(view)) made.set("view", view);
  return made;
}

function asQuery(params) {
  // Commas may stand as they are in a query; escaped they only make the link longer.
  return params.toString().replace(/%2C/gi, ",");
}

function keepAddress(data) {
  const last = window.location.pathname.split("/").pop();
  const page = data.pages.includes(last) ? last : "";
  if (page !== data.page) return; // Another page has come meanwhile: this is not its address.
  const here = new URLSearchParams(window.location.search);
  const address = withView(data.address, here);
  for (const name of OF_STREAMLIT) for (const value of here.getAll(name)) address.append(name, value);
  window.history.replaceState(window.history.state, "", `?${asQuery(address)}${window.location.hash}`);
}

function link(data) {
  const base = data.base && data.page ? `${data.base}/${data.page}` : data.base;
  const here = window.location.origin + window.location.pathname;
  const params = withView(data.params, new URLSearchParams(window.location.search));
  return `${base || here}?${asQuery(params)}`;
}

async function copy(text, field) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages served without https have no clipboard: the field is shown, selected, for the keyboard.
    field.hidden = false;
    field.focus();
    field.select();
    return false;
  }
}

export default function (component) {
  const { data, parentElement } = component;
  keepAddress(data);
  const button = parentElement.querySelector("button");
  if (!button) return;
  const field = parentElement.querySelector("input");
  const said = parentElement.querySelector("[role=status]");
  field.value = link(data);
  button.onclick = async () => {
    field.value = link(data);
    const done = await copy(field.value, field);
    said.textContent = (done ? "Link copied. " : "Press Ctrl+C to copy the link. ") + data.note;
    window.clearTimeout(said.timer);
    said.timer = window.setTimeout(() => { said.textContent = ""; }, 9000);
  };
}

// The "Copy link" button. It also keeps the page's address equal to that link, with replaceState: no rerun, no
// history entry, and a reload shows the same again. The view is known to the map alone, which writes it there.
const VIEW = /^-?\d{1,3}(\.\d+)?,-?\d{1,3}(\.\d+)?,\d{1,2}(\.\d+)?$/;

function params(data) {
  const given = new URLSearchParams(data.params);
  const view = new URLSearchParams(window.location.search).get("view");
  if (view && VIEW.test(view)) given.set("view", view);
  return given;
}

function link(data) {
  const here = window.location.origin + window.location.pathname;
  return `${data.base || here}?${params(data)}`;
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
  const button = parentElement.querySelector("button");
  const field = parentElement.querySelector("input");
  const said = parentElement.querySelector("[role=status]");
  const already = new URLSearchParams(window.location.search).has("v");
  if (already || !data.is_default) {
    const address = params(data);
    for (const [name, value] of Object.entries(data.address)) address.set(name, value);
    window.history.replaceState(window.history.state, "", `?${address}${window.location.hash}`);
  }
  field.value = link(data);
  button.onclick = async () => {
    field.value = link(data);
    const done = await copy(field.value, field);
    said.textContent = (done ? "Link copied. " : "Press Ctrl+C to copy the link. ") + data.note;
    window.clearTimeout(said.timer);
    said.timer = window.setTimeout(() => { said.textContent = ""; }, 9000);
  };
}

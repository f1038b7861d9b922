// Builds and updates the document. Data only ever becomes text or an attribute value, never markup.

const svgNamespace = "http://www.w3.org/2000/svg";

/** An HTML element; an attribute whose value is a function becomes a listener, null and false are left out. */
export function element(name, attributes = {}, ...children) {
  return furnish(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function shape(name, attributes = {}, ...children) {
  return furnish(document.createElementNS(svgNamespace, name), attributes, children);
}

function furnish(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") { node.addEventListener(name, value); } else { setAttribute(node, name, value); }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Writes only what changed, so that selections, screen readers and the layout stay calm. */
export function setText(node, text) {
  if (node.textContent !== text) { node.textContent = text; }
}

/** Null and false remove the attribute, true sets it empty. */
export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) { node.removeAttribute(name); return; }
  const text = value === true ? "" : String(value);
  if (node.getAttribute(name) !== text) { node.setAttribute(name, text); }
}

const viewsOfParent = new WeakMap();

/**
 * Makes the children of a parent follow a list: a view is made once per key and updated afterwards.
 * A view is { root, update(item) }, and close() where it holds something.
 */
export function follow(parent, items, keyOf, create) {
  const before = viewsOfParent.get(parent) ?? new Map();
  const now = new Map();
  let place = parent.firstChild;
  for (const item of items) {
    const key = keyOf(item);
    const view = before.get(key) ?? create(item);
    before.delete(key);
    now.set(key, view);
    view.update(item);
    if (view.root === place) { place = place.nextSibling; } else { parent.insertBefore(view.root, place); }
  }
  for (const view of before.values()) { view.root.remove(); view.close?.(); }
  viewsOfParent.set(parent, now);
  return now;
}

// Charts come alive: the drawn picture stays for print, and for readers without a script or a connection.
const NEAR = 28; // pixels from a point within which it answers
const STEP = 0.5; // what one press of "closer" leaves of the axis

async function enliven(figure) {
  if (figure.dataset.alive) return;
  figure.dataset.alive = "coming";
  try {
    const { vegaEmbed } = await import(figure.dataset.engine);
    const { spec, locale } = await described(figure);
    const place = document.createElement("div");
    place.className = "chart-alive";
    figure.append(place);
    const options = { ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: false, formatLocale: locale };
    const { view } = await vegaEmbed(place, spec, options);
    dress(figure, place);
    figure.dataset.alive = "yes";
    speak(figure, place);
    if (spec.params) narrow(figure, view, spec.params, () => dress(figure, place));
  } catch {
    figure.querySelector(".chart-alive")?.remove();
    figure.dataset.alive = "no"; // the drawn picture is still there
  }
}

async function described(figure) {
  const inside = figure.querySelector("script[type='application/json']");
  if (inside) return JSON.parse(inside.textContent);
  const answer = await fetch(figure.dataset.address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

// To those who listen, the picture is one image with the words of the drawn one; its parts are silent.
function dress(figure, place) {
  const drawn = figure.querySelector(".chart-drawn svg");
  const svg = place.querySelector("svg");
  for (const part of [place, ...svg.querySelectorAll("[role]")]) {
    for (const name of ["role", "aria-roledescription", "aria-label"]) part.removeAttribute(name);
  }
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", drawn.getAttribute("aria-label"));
}

// Which point is near the pointer, or next by arrow keys: its words stand beside it and are spoken.
function speak(figure, place) {
  const tip = document.createElement("p");
  tip.className = "chart-tip";
  tip.setAttribute("role", "status");
  tip.dir = "auto";
  figure.append(tip);
  const hint = document.createElement("p");
  hint.className = "chart-hint";
  hint.textContent = figure.dataset.hint;
  figure.append(hint);
  let here = null;
  const points = () => [...place.querySelectorAll("path")]
    .filter((path) => path.__data__?.datum?.words && path.getBoundingClientRect().width > 0)
    .map((path) => ({ path, box: path.getBoundingClientRect() }))
    .map(({ path, box }) => ({ path, x: box.x + box.width / 2, y: box.y + box.height / 2 }))
    .sort((a, b) => a.x - b.x || b.y - a.y);
  const show = (point) => {
    if (here === point?.path) return;
    here?.classList.remove("chart-here");
    here = point?.path ?? null;
    here?.classList.add("chart-here");
    tip.textContent = here ? here.__data__.datum.words : "";
    if (!here) return;
    const frame = figure.getBoundingClientRect();
    const room = figure.clientWidth - tip.offsetWidth - 4;
    const left = Math.max(4, Math.min(room, point.x - frame.x - tip.offsetWidth / 2)) + figure.scrollLeft;
    const above = point.y - frame.y - tip.offsetHeight - 12;
    tip.style.setProperty("left", `${left}px`);
    tip.style.setProperty("top", `${above < 0 ? point.y - frame.y + 14 : above}px`);
  };
  const first = points()[0]; // on a narrow screen the part that says something comes into view
  if (first) figure.scrollLeft = Math.max(0, first.x - figure.getBoundingClientRect().x - figure.clientWidth * 0.75);
  place.addEventListener("pointermove", (event) => {
    let best = null;
    let least = NEAR;
    for (const point of points()) {
      const far = Math.hypot(point.x - event.clientX, point.y - event.clientY);
      if (far < least) [best, least] = [point, far];
    }
    show(best);
  });
  place.addEventListener("pointerleave", () => show(null));
  figure.addEventListener("blur", () => show(null));
  figure.addEventListener("keydown", (event) => {
    if (event.target !== figure) return;
    const all = points();
    const at = all.findIndex((point) => point.path === here);
    const to = { ArrowRight: at + 1, ArrowLeft: at < 0 ? all.length - 1 : at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") show(null);
    if (to === undefined || !all.length) return;
    event.preventDefault();
    const next = all[Math.max(0, Math.min(all.length - 1, to))];
    const frame = figure.getBoundingClientRect();
    figure.scrollLeft += Math.min(0, next.x - frame.x - 40) + Math.max(0, next.x - frame.right + 40);
    show(points().find((point) => point.path === next.path));
  });
}

// Buttons that narrow the axis and widen it again; arrow keys with Shift move along it.
function narrow(figure, view, params, drawn) {
  const [first, last] = params.map((param) => param.value);
  let [from, to] = [first, last];
  const go = (low, high) => {
    const width = Math.min(last - first, Math.max((last - first) / 32, high - low));
    from = Math.max(first, Math.min(last - width, low));
    to = from + width;
    view.signal("from", from).signal("to", to).runAsync().then(drawn);
    buttons.closer.disabled = width <= (last - first) / 32;
    buttons.farther.disabled = buttons.all.disabled = width >= last - first;
  };
  const middle = () => {
    const here = figure.querySelector(".chart-here")?.__data__?.datum;
    return here?.x ?? here?.rank ?? (from + to) / 2;
  };
  const zoom = (factor) => { const half = (to - from) * factor / 2; const at = middle(); go(at - half, at + half); };
  const act = { closer: () => zoom(STEP), farther: () => zoom(1 / STEP), all: () => go(first, last) };
  const buttons = {};
  const bar = document.createElement("div");
  bar.className = "chart-bar";
  for (const [name, press] of Object.entries(act)) {
    const button = buttons[name] = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-secondary";
    button.textContent = figure.dataset[name];
    button.addEventListener("click", press);
    bar.append(button);
  }
  figure.before(bar);
  figure.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -0.25, ArrowRight: 0.25 }[event.key];
    if (event.shiftKey && way) { event.stopImmediatePropagation(); event.preventDefault(); go(from + way * (to - from), to + way * (to - from)); }
    const press = { "+": act.closer, "-": act.farther, 0: act.all }[event.key];
    if (press && !event.ctrlKey && !event.metaKey) { event.preventDefault(); press(); }
  }, { capture: true });
  go(first, last);
}

const all = () => document.querySelectorAll("figure.chart").forEach(enliven);
document.addEventListener("htmx:afterSettle", all);
all();

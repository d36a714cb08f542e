// Draws the charts of a page. Each [data-chart] names the element with its data (budget/pages/charts.py), which are
// in the language of the reader. A part with an address opens it by a click or, with the canvas in focus, by the
// arrow keys and Enter. A note replaces a chart that cannot be drawn; its table stays. There is no animation.

const darkScheme = window.matchMedia("(prefers-color-scheme: dark)");
const onPaper = window.matchMedia("print"); // paper is light, whatever the screen is
const NAME_SHARE_OF_BARS = 0.4; // of a bar chart's width, at most, goes to the names
const LINE_OF_NAME = 16; // pixels of a bar that a line of its name takes
const MOST_LINES = 4; // of a name
const TOOLTIP_WIDTH = 260;

// ── Text on a canvas ────────────────────────────────────────────────────────────────────────────────────────────────

/** The text in at most `most` lines of `width` pixels, the last one with an ellipsis where it does not fit. */
function wrapped(context, text, width, most) {
  const lines = [];
  // Chinese breaks between any two characters, English words between blanks.
  const pieces = text.match(/[\x21-\x7e]+|\s+|[^\x21-\x7e\s]/gu) ?? [];
  let line = "";
  for (const piece of pieces) {
    if (context.measureText(line + piece).width <= width) {
      line += piece;
      continue;
    }
    if (line.trim()) lines.push(line.trim());
    line = piece.trimStart();
    while (context.measureText(line).width > width && line.length > 1) {
      let end = line.length - 1;
      while (end > 1 && context.measureText(line.slice(0, end)).width > width) end -= 1;
      lines.push(line.slice(0, end));
      line = line.slice(end);
    }
    if (lines.length > most) break;
  }
  if (line.trim()) lines.push(line.trim());
  if (lines.length <= most) return lines;
  const last = Array.from(lines[most - 1]);
  while (last.length && context.measureText(`${last.join("")}…`).width > width) last.pop();
  return [...lines.slice(0, most - 1), `${last.join("")}…`];
}

/** Black or white, the one with more contrast on the colour "#rrggbb". */
function inkOn(colour) {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.179 ? "#000000" : "#ffffff";
}

// ── Kinds of charts: the configuration of Chart.js, and the parts in the order of the arrow keys ─────

/** What all kinds share. `parts[n]` is selected by the keyboard and the pointer: {item, dataset, index}. */
function common(look, partAt) {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    events: ["mousemove", "mouseout", "touchstart", "touchmove"],
    interaction: { mode: "nearest", intersect: true },
    plugins: {
      legend: { display: false },
      tooltip: {
        displayColors: false,
        backgroundColor: look.ink,
        titleColor: look.surface,
        bodyColor: look.surface,
        padding: 10,
        callbacks: {
          title: ([hit]) => {
            const context = hit.chart.ctx;
            context.font = `bold 12px ${look.font}`;
            return wrapped(context, partAt(hit).title, TOOLTIP_WIDTH, 4);
          },
          label: (hit) => [partAt(hit).item.text, partAt(hit).item.share].filter(Boolean),
        },
      },
    },
  };
}

function solid(look, colours) {
  return {
    backgroundColor: colours,
    hoverBackgroundColor: colours,
    borderColor: look.surface,
    borderWidth: 1,
    hoverBorderColor: look.ink,
    hoverBorderWidth: 2,
  };
}

/** A bar's exact figure, written at its end. */
function figuresAtBars(look, items) {
  return {
    id: "figuresAtBars",
    afterDatasetsDraw(chart) {
      const { ctx } = chart;
      ctx.save();
      ctx.font = `12px ${look.font}`;
      ctx.fillStyle = look.ink;
      ctx.textBaseline = "middle";
      const metas = chart.getSortedVisibleDatasetMetas();
      items.forEach((item, index) => {
        const ends = metas
          .map((meta) => meta.data[index])
          .filter(Boolean)
          .map((bar) => Math.max(bar.x, bar.base));
        const bar = metas[0].data[index];
        ctx.fillText(item.figure, Math.max(...ends) + 6, bar.y);
      });
      ctx.restore();
    },
  };
}

function barOptions(look, data, canvas, options) {
  const context = canvas.getContext("2d");
  context.font = `12px ${look.font}`;
  const items = data.items;
  const width = canvas.parentElement.clientWidth;
  const roomOfBar = canvas.parentElement.clientHeight / items.length;
  const lines = Math.min(Math.max(Math.floor(roomOfBar / LINE_OF_NAME), 1), MOST_LINES);
  const names = items.map((item) => wrapped(context, item.label, width * NAME_SHARE_OF_BARS, lines));
  const room = Math.max(...items.map((item) => context.measureText(item.figure).width)) + 10;
  // Without a bound of its own, a bar just below zero would take a whole step of the axis.
  const lowest = Math.min(0, ...data.items.map((item) => item.value ?? 0));
  const highest = Math.max(0, ...data.items.map((item) => item.value ?? 0));
  const isSlight = lowest < 0 && -lowest < highest / 20;
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 10 });
  return {
    names,
    options: {
      ...options,
      indexAxis: "y",
      layout: { padding: { right: room } },
      scales: {
        x: {
          beginAtZero: true,
          min: isSlight ? -highest / 50 : undefined,
          stacked: data.kind === "stacked",
          grid: { color: look.line },
          border: { display: false },
          ticks: {
            color: look.inkSoft,
            font: { size: 11 },
            maxTicksLimit: 5,
            includeBounds: !isSlight,
            precision: 0,
            callback: (value) => number.format(value / data.per),
          },
        },
        y: {
          stacked: data.kind === "stacked",
          grid: { display: false },
          border: { color: look.line },
          ticks: { color: look.ink, autoSkip: false, callback: (_value, index) => names[index] },
        },
      },
    },
  };
}

function bars(look, data, canvas) {
  const parts = data.items.map((item, index) => ({ item, title: item.label, dataset: 0, index }));
  const { names, options } = barOptions(
    look,
    data,
    canvas,
    common(look, (hit) => parts[hit.dataIndex]),
  );
  // A bar is hit anywhere on its line: a short one would be too small a target.
  options.interaction = { mode: "nearest", axis: "y", intersect: false };
  return {
    parts,
    configuration: {
      type: "bar",
      data: {
        labels: names,
        datasets: [
          {
            ...solid(
              look,
              data.items.map((item) => look.colour(item.colour)),
            ),
            // The least length makes a small bar visible; zero has no bar.
            data: data.items.map((item) => item.value || null),
            maxBarThickness: 26,
            minBarLength: 2,
          },
        ],
      },
      options,
      plugins: [figuresAtBars(look, data.items)],
    },
  };
}

function stacked(look, data, canvas) {
  const parts = data.items.flatMap((item, index) =>
    item.parts.map((part) => ({
      item: part,
      title: `${item.label} · ${part.label}`,
      dataset: data.series.indexOf(part.label),
      index,
    })),
  );
  const partAt = (hit) =>
    parts.find((part) => part.dataset === hit.datasetIndex && part.index === hit.dataIndex);
  const { names, options } = barOptions(look, data, canvas, common(look, partAt));
  options.plugins.legend = {
    display: true,
    position: "top",
    align: "start",
    onClick: () => {},
    labels: { color: look.ink, boxWidth: 12, boxHeight: 12 },
  };
  const datasets = data.series.map((label) => {
    const ofBars = data.items.map((item) => item.parts.find((part) => part.label === label));
    const first = ofBars.find(Boolean);
    return {
      ...solid(look, first ? look.colour(first.colour) : look.inkSoft),
      label,
      data: ofBars.map((part) => part?.value ?? null),
      maxBarThickness: 26,
    };
  });
  return {
    parts,
    configuration: {
      type: "bar",
      data: { labels: names, datasets },
      options,
      plugins: [figuresAtBars(look, data.items)],
    },
  };
}

function doughnut(look, data) {
  const parts = data.items.map((item, index) => ({ item, title: item.label, dataset: 0, index }));
  return {
    parts,
    configuration: {
      type: "doughnut",
      data: {
        labels: data.items.map((item) => item.label),
        datasets: [
          {
            ...solid(
              look,
              data.items.map((item) => look.colour(item.colour)),
            ),
            data: data.items.map((item) => item.value),
          },
        ],
      },
      options: { ...common(look, (hit) => parts[hit.dataIndex]), cutout: "58%" },
    },
  };
}

/** A tile's name and figure, where it has room for them. */
function namesOnTiles(look, itemOf) {
  return {
    id: "namesOnTiles",
    afterDatasetsDraw(chart) {
      const { ctx } = chart;
      ctx.save();
      ctx.textBaseline = "top";
      chart.getDatasetMeta(0).data.forEach((tile, index) => {
        const { x, y, width, height } = tile.getProps(["x", "y", "width", "height"], true);
        const item = itemOf(index);
        const room = width - 12;
        const most = Math.floor((height - 10) / 16);
        if (room < 36 || most < 1) return;
        ctx.fillStyle = inkOn(look.colour(item.colour));
        ctx.font = `12px ${look.font}`;
        // A figure is never cut short: it would read as another figure.
        const hasFigure = most > 1 && ctx.measureText(item.figure).width <= room;
        const lines = wrapped(ctx, item.label, room, hasFigure ? most - 1 : most);
        for (const [number, line] of lines.entries()) ctx.fillText(line, x + 6, y + 6 + number * 16);
        if (hasFigure) {
          ctx.font = `bold 12px ${look.font}`;
          ctx.fillText(item.figure, x + 6, y + 6 + lines.length * 16);
        }
      });
      ctx.restore();
    },
  };
}

function treemap(look, data) {
  // The plugin sorts the tiles by size: so are the parts, and their numbers are the same.
  const items = [...data.items].sort((one, other) => other.value - one.value);
  const parts = items.map((item, index) => ({ item, title: item.label, dataset: 0, index }));
  const colourOf = (context) =>
    context.type === "data" ? look.colour(items[context.dataIndex].colour) : look.surface;
  return {
    parts,
    configuration: {
      type: "treemap",
      data: {
        datasets: [
          {
            ...solid(look, colourOf),
            tree: items.map((item) => ({ value: item.value })),
            key: "value",
            spacing: 0,
            borderWidth: 2,
            hoverBorderWidth: 3,
            labels: { display: false },
          },
        ],
      },
      options: common(look, (hit) => parts[hit.dataIndex]),
      plugins: [namesOnTiles(look, (index) => items[index])],
    },
  };
}

// ── A chart as a file ───────────────────────────────────────────────────────────────────────────────────────────────

const TITLE_HEIGHT = 40; // pixels above the chart, for its title
const SOURCE_HEIGHT = 28; // pixels below it, for the page and the source of its figures

/** Offer the chart, under its title and above its source, on the page's own ground, as a PNG file. */
function save(canvas, look, title, source, name) {
  const scale = canvas.width / canvas.clientWidth;
  const image = document.createElement("canvas");
  image.width = canvas.width;
  image.height = canvas.height + (TITLE_HEIGHT + SOURCE_HEIGHT) * scale;
  const context = image.getContext("2d");
  context.fillStyle = look.surface;
  context.fillRect(0, 0, image.width, image.height);
  context.fillStyle = look.ink;
  context.font = `bold ${15 * scale}px ${look.font}`;
  context.textBaseline = "middle";
  const [line] = wrapped(context, title, image.width - 16 * scale, 1);
  context.fillText(line, 8 * scale, (TITLE_HEIGHT * scale) / 2);
  context.drawImage(canvas, 0, TITLE_HEIGHT * scale);
  context.fillStyle = look.inkSoft;
  context.font = `${12 * scale}px ${look.font}`;
  const [below] = wrapped(context, source, image.width - 16 * scale, 1);
  context.fillText(below, 8 * scale, image.height - (SOURCE_HEIGHT * scale) / 2);
  image.toBlob((file) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${name}.png`;
    link.click();
    // The download has begun; the address is no longer needed.
    setTimeout(() => URL.revokeObjectURL(link.href), 0);
  });
}

const KINDS = { bars, stacked, doughnut, treemap };

// ── One chart on the page ───────────────────────────────────────────────────────────────────────────────────────────

function lookOf(element) {
  const style = window.getComputedStyle(element);
  const property = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    font: style.fontFamily,
    ink: property("ink"),
    inkSoft: property("ink-soft"),
    surface: property("surface"),
    line: property("line"),
    colour: (name) => property(name) || property("series-1"),
  };
}

function open(address, inNewTab) {
  if (!address) return;
  if (inNewTab) window.open(address, "_blank", "noopener");
  else window.location.assign(address);
}

class PageChart {
  constructor(figure) {
    this.figure = figure;
    this.frame = figure.querySelector(".chart-canvas");
    this.canvas = figure.querySelector("canvas");
    this.status = figure.querySelector('[role="status"]');
    this.data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    this.selected = -1; // the part selected by keys
  }

  draw() {
    this.chart?.destroy();
    this.figure.querySelector(".chart-state").hidden = true;
    this.frame.hidden = false;
    this.frame.dataset.bars = this.height();
    const look = lookOf(this.figure);
    window.Chart.defaults.font.family = look.font;
    const { parts, configuration } = KINDS[this.data.kind](look, this.data, this.canvas);
    this.parts = parts;
    this.chart = new window.Chart(this.canvas, configuration);
    this.width = this.frame.clientWidth;
  }

  /** Set the height of a chart of bars for the stylesheet. */
  height() {
    if (this.data.kind !== "bars" && this.data.kind !== "stacked") return "";
    const bars = this.data.items.length;
    if (bars <= 3) return "few";
    if (bars <= 7) return "some";
    return bars <= 13 ? "many" : "most";
  }

  listen() {
    this.canvas.tabIndex = 0;
    // Not the role img: screen readers do not pass the arrow keys on for an image.
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute("aria-label", this.figure.dataset.help);
    this.canvas.addEventListener("keydown", (event) => this.onKey(event));
    this.canvas.addEventListener("blur", () => this.reach(-1));
    this.canvas.addEventListener("click", (event) =>
      open(this.hit(event)?.item.url, event.ctrlKey || event.metaKey),
    );
    this.canvas.addEventListener("mousemove", (event) => {
      this.frame.classList.toggle("opens", Boolean(this.hit(event)?.item.url));
    });
    // Names are wrapped for a width: another width wraps them anew.
    new ResizeObserver(() => {
      if (this.frame.clientWidth !== this.width) this.redraw();
    }).observe(this.frame);
    for (const medium of [darkScheme, onPaper]) medium.addEventListener("change", () => this.redraw());
    const section = this.figure.closest("section");
    const button = section.querySelector("[data-save]");
    const title = section.querySelector("h2").textContent.replace(/\s+/g, " ").trim();
    button.hidden = false;
    button.addEventListener("click", () =>
      save(this.canvas, lookOf(this.figure), title, button.dataset.source, button.dataset.save),
    );
  }

  redraw() {
    this.draw();
    this.reach(this.selected);
  }

  hit(event) {
    const { mode, ...options } = this.chart.options.interaction;
    const [found] = this.chart.getElementsAtEventForMode(event, mode, options, true);
    return (
      found && this.parts.find((part) => part.dataset === found.datasetIndex && part.index === found.index)
    );
  }

  onKey(event) {
    const last = this.parts.length - 1;
    const next = {
      ArrowRight: Math.min(this.selected + 1, last),
      ArrowDown: Math.min(this.selected + 1, last),
      ArrowLeft: Math.max(this.selected - 1, 0),
      ArrowUp: Math.max(this.selected - 1, 0),
      Home: 0,
      End: last,
      Escape: -1,
    }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      this.reach(next);
    } else if (event.key === "Enter" && this.selected >= 0) {
      event.preventDefault();
      open(this.parts[this.selected].item.url, event.ctrlKey || event.metaKey);
    }
  }

  /** Select a part and announce it; -1: none. */
  reach(number) {
    this.selected = number;
    const part = this.parts[number];
    const active = part ? [{ datasetIndex: part.dataset, index: part.index }] : [];
    this.chart.setActiveElements(active);
    this.chart.tooltip.setActiveElements(active, { x: 0, y: 0 });
    this.chart.update();
    this.status.textContent = part
      ? [part.item.spoken, part.item.url && this.figure.dataset.opens].filter(Boolean).join(" ")
      : "";
  }
}

// ── When charts are drawn ───────────────────────────────────────────────────────────────────────────────────────────

/** Load the libraries that draw, in their order; once. */
function libraries() {
  const addresses = document.querySelector('meta[name="chart-scripts"]').content.split(" ");
  loading ??= addresses.reduce((before, address) => before.then(() => load(address)), Promise.resolve());
  return loading;
}

let loading;

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(`${address} cannot be loaded`)));
    document.head.append(script);
  });
}

async function start(figure) {
  if (!waiting.delete(figure)) return;
  observer.unobserve(figure);
  try {
    const chart = new PageChart(figure);
    await libraries();
    chart.draw();
    chart.listen();
  } catch (error) {
    figure.querySelector(".chart-canvas").hidden = true;
    const state = figure.querySelector(".chart-state");
    state.textContent = figure.dataset.failed;
    state.hidden = false;
    console.error(error);
  }
}

function startAll() {
  for (const figure of [...waiting]) start(figure);
}

// Those near the screen are drawn at once, the others as soon as a reader does anything, so that all are there to
// be printed. A page that nobody scrolls draws nothing out of sight.
const NEAR = "200px";
const waiting = new Set(document.querySelectorAll("[data-chart]"));
const observer = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) if (entry.isIntersecting) start(entry.target);
  },
  { rootMargin: NEAR },
);
for (const figure of waiting) observer.observe(figure);
for (const act of ["pointermove", "pointerdown", "keydown", "beforeprint"]) {
  window.addEventListener(act, startAll, { once: true, passive: true });
}
onPaper.addEventListener("change", startAll);

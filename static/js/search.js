// The search field: "/" focuses it unless another field has the focus; while one types it offers pages to open,
// as a combobox whose list is moved through by the arrow keys. Without this script it is a plain field of a form.

const field = document.querySelector("[data-search]");
const PAUSE = 180;

function isTyping(element) {
  return element instanceof Element && element.closest("input, textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
  if (field && event.key === "/" && plain && !isTyping(event.target)) {
    event.preventDefault();
    field.focus();
    field.select();
  }
});

class Suggestions {
  constructor(input) {
    this.input = input;
    this.list = document.getElementById(input.dataset.list);
    this.status = document.getElementById(input.dataset.status);
    this.chosen = -1;
    this.timer = 0;
    this.asked = null;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
    input.addEventListener("input", (event) => event.isComposing || this.ask());
    input.addEventListener("compositionend", () => this.ask());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => this.close());
    // The field keeps the focus, so that a click on an option is not lost to its closing.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.open(event.target.closest("[role=option]")));
  }

  get options() {
    return [...this.list.children];
  }

  ask() {
    clearTimeout(this.timer);
    this.asked?.abort();
    const text = this.input.value.trim();
    if (text) this.timer = setTimeout(() => this.fetch(text), PAUSE);
    else this.close();
  }

  async fetch(text) {
    this.asked = new AbortController();
    const address = `${this.input.dataset.suggest}?${new URLSearchParams({ q: text })}`;
    try {
      const answer = await fetch(address, { signal: this.asked.signal });
      if (answer.ok) this.show((await answer.json()).suggestions);
      else this.close();
    } catch {
      // The next letter asked anew, or there is no connection: the form works without suggestions.
      if (!this.asked.signal.aborted) this.close();
    }
  }

  show(suggestions) {
    if (document.activeElement !== this.input) return;
    this.list.replaceChildren(...suggestions.map((one, number) => this.option(one, number)));
    this.choose(-1);
    this.expand(suggestions.length > 0);
    this.status.textContent = suggestions.length
      ? this.input.dataset.some.replace("0", suggestions.length)
      : this.input.dataset.none;
  }

  option({ label, kind, place, url }, number) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${number}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.url = url;
    const name = document.createElement("span");
    name.textContent = label;
    const about = document.createElement("span");
    about.className = "suggestion-about";
    about.textContent = [kind, place].filter(Boolean).join(" · ");
    option.append(name, " ", about);
    return option;
  }

  onKey(event) {
    if (event.isComposing) return;
    const number = this.options.length;
    const isOpen = !this.list.hidden;
    if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && isOpen && this.chosen >= 0) {
      event.preventDefault();
      this.open(this.options[this.chosen]);
    } else if (number && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      if (!isOpen) this.expand(true);
      // From the field down to the first, up to the last, and from either end back into the field.
      const step = event.key === "ArrowDown" ? 1 : -1;
      const at = this.chosen + step;
      this.choose(at < -1 ? number - 1 : at >= number ? -1 : at);
    }
  }

  choose(number) {
    this.chosen = number;
    this.options.forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === number));
    });
    const option = this.options[number];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  open(option) {
    if (option) window.location.assign(option.dataset.url);
  }

  expand(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.expand(false);
    this.choose(-1);
    this.status.textContent = "";
  }
}

if (field) new Suggestions(field);

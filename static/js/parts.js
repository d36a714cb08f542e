// The parts of a long page: on a narrow screen they are folded, but the one that the address leads to. Without this
// script, on a wide screen and on paper all are open.

const parts = [...document.querySelectorAll("details.part")];
const narrow = window.matchMedia("(max-width: 48rem)");

function isLedTo(part) {
  const id = decodeURIComponent(window.location.hash.slice(1));
  const target = id && document.getElementById(id);
  return Boolean(target) && part.contains(target);
}

function fold() {
  for (const part of parts) part.open = !narrow.matches || isLedTo(part);
}

fold();
narrow.addEventListener("change", fold);
window.addEventListener("hashchange", () => {
  for (const part of parts) if (isLedTo(part)) part.open = true;
});
window.addEventListener("beforeprint", () => {
  for (const part of parts) part.open = true;
});

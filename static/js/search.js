// "/" focuses the search field unless another field has the focus.

const field = document.querySelector("[data-search]");

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

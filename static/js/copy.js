// A button with `data-copies` copies its text, and says so in the status behind it.

for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const status = button.parentElement.querySelector('[role="status"]');
    try {
      await navigator.clipboard.writeText(button.dataset.copies);
      status.textContent = button.dataset.copied;
    } catch {
      // No permission, or no secure connection: the text stands selected, for the keyboard to copy.
      status.textContent = button.dataset.copies;
      window.getSelection().selectAllChildren(status);
    }
  });
}

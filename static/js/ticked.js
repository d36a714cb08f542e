// The form for the ticked rows of a page: one box ticks all of them, and a note shows their number.

const form = document.getElementById("review");
const all = form?.querySelector("[data-tick-all]");

if (all) {
  const boxes = [...document.querySelectorAll('input[type="checkbox"][name="finding"]')].filter(
    (box) => box.form === form,
  );
  const number = form.querySelector("[data-ticked]");

  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    number.textContent = String(ticked);
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };

  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  for (const box of boxes) box.addEventListener("change", tell);
  form.querySelector("[data-scripted]").hidden = false;
  tell();
}

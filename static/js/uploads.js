// Uploads: the form shows at once what is too large to send; the page of an upload shows its progress.

const EVERY_MILLISECONDS = 1500;

const form = document.getElementById("upload-form");
const files = form?.querySelector('input[type="file"]');

if (files) {
  const judge = () => {
    const bytes = [...files.files].reduce((sum, file) => sum + file.size, 0);
    files.setCustomValidity(bytes > Number(files.dataset.mostBytes) ? files.dataset.tooLarge : "");
  };
  files.addEventListener("change", () => {
    judge();
    files.reportValidity();
  });
  form.addEventListener("submit", (event) => {
    judge();
    if (files.validationMessage && files.validity.customError) {
      event.preventDefault();
      files.reportValidity();
      return;
    }
    form.querySelector('[type="submit"]').disabled = true;
    form.querySelector("[data-sending]").hidden = false;
  });
  // The browser restores the state of this page after "Back".
  window.addEventListener("pageshow", () => {
    form.querySelector('[type="submit"]').disabled = false;
    form.querySelector("[data-sending]").hidden = true;
  });
}

const page = document.querySelector("[data-progress]");

if (page) {
  const bar = page.querySelector("progress");
  const words = page.querySelector("#how-far");
  const nobody = page.querySelector("[data-nobody]");
  const away = page.querySelector("[data-away]");
  page.querySelector("[data-unscripted]").hidden = true;

  const tell = (far) => {
    if (far.value === null) bar.removeAttribute("value");
    else bar.value = far.value;
    bar.max = far.most;
    if (words.textContent !== far.words) words.textContent = far.words;
    nobody.hidden = !far.nobody;
  };

  const ask = async () => {
    try {
      const answer = await fetch(page.dataset.progress, { headers: { Accept: "application/json" } });
      // The session ended, or the page of the upload has another state to show.
      const isJson = answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json");
      const far = isJson ? await answer.json() : null;
      if (answer.status < 500 && far?.state !== page.dataset.state) {
        window.location.reload();
        return;
      }
      if (far) tell(far);
      away.hidden = far !== null;
    } catch {
      away.hidden = false;
    }
    window.setTimeout(ask, EVERY_MILLISECONDS);
  };
  window.setTimeout(ask, EVERY_MILLISECONDS);
}

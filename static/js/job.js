/* How far is the job? Asks every other second and moves the bar; when the job has ended the page is brought anew, with
   what can be done next. Without this script the page has a link that does the same. */

const PAUSE = 1500; // ms between two questions
const SLOWER = 10000; // ms after a question that was not answered

for (const block of document.querySelectorAll("[data-job]")) {
  if (block.dataset.job) follow(block);
}

function follow(block) {
  const bar = block.querySelector("progress");
  const part = (name) => block.querySelector(`[data-job-${name}]`);
  block.querySelector("[data-job-reload]").hidden = true;
  let said = "";

  function show(now) {
    part("label").textContent = now.label;
    part("amount").textContent = now.amount;
    part("warning").textContent = now.warning;
    part("warning").hidden = !now.warning;
    if (now.total) {
      bar.max = now.total;
      bar.value = now.done;
    } else if (now.state === "running") {
      bar.removeAttribute("value"); // a bar that only moves
    }
    // What is read aloud changes with the step and every tenth of the way, not with every row.
    const tenth = now.total ? Math.floor((now.done * 10) / now.total) : 0;
    const key = `${now.message} ${tenth}`;
    if (key !== said) {
      said = key;
      part("message").textContent = now.message;
    }
  }

  async function ask() {
    let pause = PAUSE;
    try {
      const answer = await fetch(block.dataset.job, { headers: { Accept: "application/json" } });
      if (answer.redirected) return location.reload(); // the session ended: the login page is next
      if (answer.ok) {
        const now = await answer.json();
        if (now.ended) return location.reload();
        show(now);
      } else {
        pause = SLOWER;
      }
    } catch {
      pause = SLOWER; // no line; ask again later
    }
    setTimeout(ask, pause);
  }

  setTimeout(ask, PAUSE);
}

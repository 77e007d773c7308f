// The drop area on the page: shows one delivery, and tells Python rarely how far it is.

const SHOWN_EVERY_MS = 200;
const TOLD_EVERY_MS = 2_000; // each time the page's script runs again
const SPOKEN_EVERY_MS = 20_000;

const deliveries = new Map(); // by address: they are sent on while another page of the application is open
const areas = new WeakMap(); // by their element, which Streamlit hands over again after a rerun

export default function ({ parentElement, data, setStateValue }) {
  const element = parentElement.querySelector(".drop-area");
  if (!areas.has(element)) areas.set(element, new Area(element));
  if (!deliveries.has(data.uploadUrl)) deliveries.set(data.uploadUrl, new Delivery(data.uploadUrl));
  const area = areas.get(element);
  area.clutter = data.clutter;
  area.show(deliveries.get(data.uploadUrl), (progress) => setStateValue("progress", progress));
  return () => area.leave();
}

class Area {
  constructor(element) {
    this.find = (name) => element.querySelector(`.${name}`);
    this.told = JSON.stringify({ sent: 0, refused: 0, total: 0, sending: false });
    this.next = { told: 0, spoken: 0 };
    this.changed = () => this.#soon();
    for (const name of ["files", "folder"]) {
      this.find(name).onchange = ({ target }) => this.delivery.add(chosenFiles(target, this.clutter));
    }
    this.find("folder-choice").hidden = !("webkitdirectory" in this.find("folder"));
    this.#takeDrops(this.find("target"));
  }

  show(delivery, tell) {
    if (this.delivery && this.delivery !== delivery) this.leave();
    this.tell = tell;
    this.delivery = delivery;
    delivery.onChange = this.changed;
    this.#draw();
  }

  leave() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.delivery.onChange === this.changed) this.delivery.onChange = () => {};
  }

  #takeDrops(target) {
    const over = (isOver) => (event) => {
      event.preventDefault(); // without this the browser would open the file
      target.classList.toggle("over", isOver);
    };
    target.ondragenter = target.ondragover = over(true);
    target.ondragleave = over(false);
    target.ondrop = async (event) => {
      over(false)(event);
      this.delivery.add(await droppedFiles(event.dataTransfer, this.clutter));
    };
  }

  #soon() {
    this.timer ??= setTimeout(() => this.#draw(), SHOWN_EVERY_MS);
  }

  #draw() {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { delivery } = this;
    this.find("progress").hidden = !delivery.counts.total && !delivery.problem;
    this.find("bar").value = delivery.bytes.total ? delivery.bytesSent / delivery.bytes.total : 1;
    this.find("counts").textContent = inWords(delivery);
    this.find("problem").textContent = delivery.problem;
    this.find("problem").hidden = !delivery.problem;
    this.#listRefusals(delivery.refusals);
    this.#report();
    if (delivery.sending) this.#soon();
  }

  #listRefusals(refusals) {
    this.find("refusals").hidden = !refusals.length;
    this.find("refused-title").textContent = `${refusals.length} refused`;
    const list = this.find("refused");
    if (list.childElementCount !== refusals.length) list.replaceChildren(...refusals.map(refusalItem));
  }

  #report() {
    const { counts, sending, problem } = this.delivery;
    const now = performance.now();
    const urgent = sending !== this.wasSending || problem !== this.hadProblem;
    if (counts.total && (urgent || now > this.next.spoken)) {
      this.find("spoken").textContent = [problem, inWords(this.delivery)].filter(Boolean).join(". ");
      this.next.spoken = now + SPOKEN_EVERY_MS;
    }
    const progress = JSON.stringify({ ...counts, sending });
    if (progress !== this.told && (!sending || now > this.next.told)) {
      this.told = progress;
      this.next.told = now + TOLD_EVERY_MS;
      this.tell(JSON.parse(progress));
    }
    this.wasSending = sending;
    this.hadProblem = problem;
  }
}

function inWords(delivery) {
  const { sent, refused, total } = delivery.counts;
  const words = [`${sent} of ${total} sent`];
  const seconds = delivery.secondsLeft();
  if (delivery.sending && seconds !== null) words.push(timeInWords(seconds));
  if (!delivery.sending && sent + refused === total) words.push("done");
  return words.join(" · ");
}

function timeInWords(seconds) {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return "less than a minute left";
  if (minutes < 60) return `about ${minutes} min left`;
  return `about ${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

function refusalItem({ path, detail }) {
  const item = document.createElement("li");
  const name = document.createElement("b");
  name.textContent = path;
  item.append(name, detail);
  return item;
}

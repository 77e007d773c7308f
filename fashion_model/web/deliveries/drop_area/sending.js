// The files of one delivery on their way to the server. Knows nothing of what is on the page.

const AT_A_TIME = 3;
const OFFERED_AT_ONCE = 500; // as many as the server reads
const NOT_NOW = [0, 408, 429, 502, 503, 504, 507]; // 0: no connection
const FAULT_TRIES = 3;
const LOST = "Connection lost; going on by itself when it is back";
const AWAY = "The server takes no files just now; going on by itself when it does";
const REFUSED = { accepted: false, detail: "The server could not take this file. Drop it again later." };

class Delivery {
  constructor(address) {
    this.address = address;
    this.files = new Map(); // by path and size
    this.queue = [];
    this.onTheWay = new Set();
    this.busy = 0; // offers and lanes at work
    this.lanes = 0;
    this.counts = { sent: 0, refused: 0, total: 0 };
    this.bytes = { sent: 0, total: 0 };
    this.problem = "";
    this.closed = null; // the answer that says so
    this.onChange = () => {};
    this.warn = (event) => event.preventDefault();
  }

  get sending() {
    return this.busy > 0;
  }

  get bytesSent() {
    return [...this.onTheWay].reduce((sum, file) => sum + file.loaded, this.bytes.sent);
  }

  get refusals() {
    return [...this.files.values()].filter((file) => file.state === "refused");
  }

  async add(chosen) {
    const files = chosen.map((picked) => this.#enter(picked)).filter(Boolean);
    await this.#work(async () => {
      for (let start = 0; start < files.length; start += OFFERED_AT_ONCE) {
        await this.#offer(files.slice(start, start + OFFERED_AT_ONCE));
      }
    });
  }

  // Seconds that the rest will take at the pace since the connection was last lost; null while nobody knows.
  secondsLeft() {
    const elapsed = (performance.now() - this.pace?.since) / 1000;
    const moved = this.bytesSent - this.pace?.bytes;
    if (this.problem || !(elapsed > 3) || !(moved > 0)) return null;
    return ((this.bytes.total - this.bytesSent) * elapsed) / moved;
  }

  // Returns null for a file that is known already and was not refused.
  #enter({ path, file }) {
    const size = file?.size ?? 0;
    const key = `${path}|${size}`;
    const known = this.files.get(key);
    if (known && known.state !== "refused") return null;
    if (known) this.counts.refused -= 1;
    else this.counts.total += 1;
    this.bytes.total += size;
    const entered = { path, file, size, state: "waiting", loaded: 0, detail: "" };
    this.files.set(key, entered);
    return entered;
  }

  async #offer(files) {
    const offer = JSON.stringify(files.map(({ path, size, file }) => ({ path, size, readable: Boolean(file) })));
    const answer = await this.#insist(() => request("POST", `${this.address}/offer`, offer));
    files.forEach((file, place) => {
      const reply = answer.body?.[place] ?? answer.body ?? REFUSED;
      if (reply.send) this.queue.push(file);
      else this.#settle(file, reply);
    });
    this.#startPace();
    while (this.lanes < AT_A_TIME && this.lanes < this.queue.length) this.#openLane();
  }

  async #openLane() {
    this.lanes += 1;
    await this.#work(async () => {
      while (this.queue.length) await this.#send(this.queue.shift());
    });
    this.lanes -= 1;
  }

  async #send(file) {
    this.onTheWay.add(file);
    const address = `${this.address}/files?${new URLSearchParams({ path: file.path })}`;
    const answer = await this.#insist(async () => {
      const loaded = (bytes) => {
        file.loaded = bytes;
        this.onChange();
      };
      const reply = await request("PUT", address, file.file, loaded);
      file.loaded = 0;
      if (reply.status === 0 && !(await canBeRead(file.file))) file.file = null;
      return file.file ? reply : { status: 200 };
    });
    this.onTheWay.delete(file);
    if (file.file) this.#settle(file, answer.body ?? REFUSED);
    else await this.#offer([file]); // the server says so, and writes it down
  }

  #settle(file, { accepted, detail }) {
    file.state = accepted ? "sent" : "refused";
    file.detail = detail;
    file.file = null; // lets the browser forget the file
    if (accepted) {
      this.counts.sent += 1;
      this.bytes.sent += file.size;
    } else {
      this.counts.refused += 1;
      this.bytes.total -= file.size;
    }
    this.onChange();
  }

  // Asks again and again until the server has answered.
  async #insist(ask) {
    for (let tries = 0; ; tries += 1) {
      const answer = this.closed ?? (await ask());
      if (answer.status === 404) this.#close(answer);
      if (!isForLater(answer.status, tries)) {
        if (!this.closed) this.#tell("");
        return answer;
      }
      this.#tell(reasonToWait(answer));
      await pause(tries);
    }
  }

  #close(answer) {
    this.closed = answer;
    this.#tell(answer.body?.detail ?? REFUSED.detail);
  }

  #tell(problem) {
    if (this.problem && !problem) this.#startPace();
    this.problem = problem;
    this.onChange();
  }

  #startPace() {
    this.pace = { since: performance.now(), bytes: this.bytesSent };
  }

  async #work(work) {
    if (!this.busy) window.addEventListener("beforeunload", this.warn);
    this.busy += 1;
    await work();
    this.busy -= 1;
    if (!this.busy) window.removeEventListener("beforeunload", this.warn);
    this.onChange();
  }
}

function isForLater(status, tries) {
  return NOT_NOW.includes(status) || (status === 500 && tries < FAULT_TRIES - 1);
}

function reasonToWait({ status, body }) {
  if (body?.detail) return `${body.detail} Going on by itself then.`;
  return status ? AWAY : LOST;
}

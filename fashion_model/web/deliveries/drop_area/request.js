// One request to the server, and what to do until the next.

const SILENT_MS = 120_000; // after this long without a byte on its way a connection counts as lost
const ANSWER_MS = 1_800_000; // once all is sent: a server may unpack a large zip before it answers
const LONGEST_PAUSE_MS = 30_000;

// Sends the body, a file straight from the disk; resolves to { status, body }, with status 0 where nothing came back.
function request(method, address, body, onLoaded = () => {}) {
  return new Promise((resolve) => {
    const sender = new XMLHttpRequest();
    let silence;
    const waitAtMost = (ms) => {
      clearTimeout(silence);
      silence = setTimeout(() => sender.abort(), ms);
    };
    sender.open(method, address);
    sender.setRequestHeader("X-Requested-With", "fashion");
    sender.upload.onprogress = ({ loaded }) => {
      waitAtMost(SILENT_MS);
      onLoaded(loaded);
    };
    sender.upload.onload = () => waitAtMost(ANSWER_MS);
    sender.onloadend = () => {
      clearTimeout(silence);
      resolve({ status: sender.status, body: parsed(sender.responseText) });
    };
    waitAtMost(SILENT_MS);
    sender.send(body);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function canBeRead(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

// Waits 1, 2, 4 … seconds, or until the browser says that it is online again.
function pause(tries) {
  return new Promise((resolve) => {
    const goOn = () => {
      clearTimeout(waiting);
      window.removeEventListener("online", goOn);
      resolve();
    };
    const waiting = setTimeout(goOn, Math.min(1000 * 2 ** tries, LONGEST_PAUSE_MS));
    window.addEventListener("online", goOn);
  });
}

// What was chosen or dropped, as [{ path, file }]; the path begins with the folder that was dropped.
// Where a file cannot be opened, `file` is null.

const KEPT_BY_THE_COMPUTER = /^(\..*|thumbs\.db|desktop\.ini)$/i; // .DS_Store, ._IMG_1.jpg: no visitor knows of them

function chosenFiles(input) {
  const files = [...input.files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  input.value = ""; // so that choosing the same files again is a change
  return files.filter(isWanted).map(withCleanPath);
}

async function droppedFiles(transfer) {
  // all entries before the first wait: the browser empties the list when the event is over
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  const files = (await Promise.all(entries.map(filesBelow))).flat();
  return files.filter(isWanted).map(withCleanPath);
}

async function filesBelow(entry) {
  const path = entry.fullPath.slice(1);
  try {
    if (entry.isFile) return [{ path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) }];
    const entries = await entriesOf(entry.createReader());
    return (await Promise.all(entries.map(filesBelow))).flat();
  } catch {
    return [{ path, file: null }];
  }
}

async function entriesOf(reader) {
  const all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // 100 at a time
    if (!some.length) return all;
    all.push(...some);
  }
}

function isWanted({ path }) {
  return !path.split("/").some((part) => KEPT_BY_THE_COMPUTER.test(part));
}

function withCleanPath({ path, file }) {
  return { path: path.toWellFormed(), file }; // a name on disk may hold half letters, a request may not
}

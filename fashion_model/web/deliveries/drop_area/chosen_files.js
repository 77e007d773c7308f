// What was chosen or dropped, as [{ path, file }]; the path begins with the folder that was dropped.
// Where a file cannot be opened, `file` is null. What computers keep beside photos is left out: no visitor knows of it;
// `clutter` is a regular expression for the name of such a file or folder.

function chosenFiles(input, clutter) {
  const files = [...input.files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  input.value = ""; // so that choosing the same files again is a change
  return files.filter(isWanted(clutter)).map(withCleanPath);
}

async function droppedFiles(transfer, clutter) {
  // all entries before the first wait: the browser empties the list when the event is over
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  const files = (await Promise.all(entries.map(filesBelow))).flat();
  return files.filter(isWanted(clutter)).map(withCleanPath);
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

function isWanted(clutter) {
  const wholeName = new RegExp(`^(?:${clutter})$`, "is");
  return ({ path }) => !path.split("/").some((part) => wholeName.test(part));
}

function withCleanPath({ path, file }) {
  return { path: path.toWellFormed(), file }; // a name on disk may hold half letters, a request may not
}
